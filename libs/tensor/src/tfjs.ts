// The one door to TensorFlow.js: everything else in the product imports `tf` from @rlhf/tensor.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import type {} from "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import { registerChainedOps } from "./chained-ops";
import { registerGradients } from "./tape-gradients";

tf.env().set("PROD", true); // no banner about a faster package on the first op
registerChainedOps();
registerGradients();

export { tf };
export type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
