import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { gatherRowsReference } from "../gather-rows/reference";
import type { Embed } from "./op";

export function embedReference({ tokens, positions, wte, wpe }: Embed): Tensor2D {
  return tf.add(gatherRowsReference(wte, tokens), gatherRowsReference(wpe, positions));
}
