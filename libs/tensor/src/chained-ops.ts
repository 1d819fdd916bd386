import * as tf from "@tensorflow/tfjs-core";

// The bundle of TensorFlow.js core that Node resolves carries the functions (tf.add) but not the methods (t.add).
// Methods whose function takes the tensor first, under the same name:
const SAME_NAME = [
  ...["abs", "add", "all", "any", "argMax", "argMin", "broadcastTo", "ceil", "clipByValue", "cos", "cumprod", "cumsum"],
  ...[
    "div",
    "divNoNan",
    "dot",
    "elu",
    "equal",
    "erf",
    "euclideanNorm",
    "exp",
    "expandDims",
    "expm1",
    "floor",
    "floorDiv",
  ],
  ...["gather", "greater", "greaterEqual", "isFinite", "isInf", "isNaN", "leakyRelu", "less", "lessEqual", "log"],
  ...[
    "log1p",
    "logSigmoid",
    "logSoftmax",
    "logSumExp",
    "logicalAnd",
    "logicalNot",
    "logicalOr",
    "logicalXor",
    "matMul",
  ],
  ...["max", "maximum", "mean", "min", "minimum", "mirrorPad", "mod", "mul", "neg", "norm", "notEqual", "oneHot"],
  ...["onesLike", "pad", "pow", "prelu", "prod", "reciprocal", "relu", "reshape", "reverse", "round", "rsqrt"],
  ...["sigmoid", "sign", "sin", "slice", "softmax", "softplus", "split", "sqrt", "square", "squaredDifference"],
  ...["squeeze", "step", "stridedSlice", "sub", "sum", "tan", "tanh", "tile", "topk", "transpose", "unique"],
  ...["unsortedSegmentSum", "unstack", "zerosLike"],
];

type Method = (this: tf.Tensor, ...args: never[]) => unknown;

const OWN: Record<string, Method> = {
  asScalar(this: tf.Tensor) {
    return tf.reshape(this, []);
  },
  as1D(this: tf.Tensor) {
    return tf.reshape(this, [this.size]);
  },
  flatten(this: tf.Tensor) {
    return tf.reshape(this, [this.size]);
  },
  as2D(this: tf.Tensor, rows: number, columns: number) {
    return tf.reshape(this, [rows, columns]);
  },
  as3D(this: tf.Tensor, a: number, b: number, c: number) {
    return tf.reshape(this, [a, b, c]);
  },
  as4D(this: tf.Tensor, a: number, b: number, c: number, d: number) {
    return tf.reshape(this, [a, b, c, d]);
  },
  reshapeAs(this: tf.Tensor, like: tf.Tensor) {
    return tf.reshape(this, like.shape);
  },
  asType(this: tf.Tensor, dtype: tf.DataType) {
    return tf.cast(this, dtype);
  },
  toFloat(this: tf.Tensor) {
    return tf.cast(this, "float32");
  },
  toInt(this: tf.Tensor) {
    return tf.cast(this, "int32");
  },
  toBool(this: tf.Tensor) {
    return tf.cast(this, "bool");
  },
  concat(this: tf.Tensor, others: tf.Tensor | tf.Tensor[], axis?: number) {
    return tf.concat([this, ...(Array.isArray(others) ? others : [others])], axis);
  },
  stack(this: tf.Tensor, others: tf.Tensor | tf.Tensor[], axis?: number) {
    return tf.stack([this, ...(Array.isArray(others) ? others : [others])], axis);
  },
  where(this: tf.Tensor, condition: tf.Tensor, other: tf.Tensor) {
    return tf.where(condition, this, other);
  },
};

/** Gives tensors the methods that `tf`'s types promise; leaves those alone that stand already. */
export function registerChainedOps(): void {
  const functions = new Map<string, unknown>(Object.entries(tf));
  const prototype = tf.Tensor.prototype;
  for (const name of SAME_NAME) {
    const op = functions.get(name);
    if (typeof op !== "function" || name in prototype) continue;
    const method = function (this: tf.Tensor, ...args: unknown[]): unknown {
      return Reflect.apply(op, undefined, [this, ...args]);
    };
    Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
  }
  for (const [name, value] of Object.entries(OWN)) {
    if (!(name in prototype)) Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}
