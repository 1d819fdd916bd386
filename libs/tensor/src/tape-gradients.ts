// Derivatives of TensorFlow.js kernels, for the tape. The bundle of the core that Node resolves carries none, and some of
// the originals are slow here (transposed operands on wasm) or wrong under broadcasting (maximum, minimum): these are ours.
import * as tf from "@tensorflow/tfjs-core";
import { batchMatMulGradient, gatherGradient } from "./matmul-gradient";
import { SHAPE_GRADIENTS } from "./tape-gradients-shape";

type Saved = tf.Tensor[];
type Rule = {
  save: "inputs" | "outputs" | "none";
  grad: (dy: tf.Tensor, saved: Saved, attrs: tf.NamedAttrMap) => Record<string, () => tf.Tensor>;
};

/** Sums dy over the axes along which an operand of `shape` was broadcast. */
function unbroadcast(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.backend_util.getReductionAxes(shape, dy.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
}

function at(saved: Saved, i: number): tf.Tensor {
  const t = saved[i];
  if (t === undefined) throw new RangeError(`gradient: expected saved tensor ${i}, got ${saved.length} saved`);
  return t;
}

/** d/da and d/db of a binary op, before unbroadcasting. */
function binary(
  da: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  db: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): Rule {
  return {
    save: "inputs",
    grad(dy, saved) {
      const [a, b] = [at(saved, 0), at(saved, 1)];
      return { a: () => unbroadcast(da(dy, a, b), a.shape), b: () => unbroadcast(db(dy, a, b), b.shape) };
    },
  };
}

const unary = (save: "inputs" | "outputs", dx: (dy: tf.Tensor, saved: tf.Tensor) => tf.Tensor): Rule => ({
  save,
  grad: (dy, saved) => ({ x: () => dx(dy, at(saved, 0)) }),
});

const float = (condition: tf.Tensor) => tf.cast(condition, "float32");

const ELEMENTWISE: Record<string, Rule> = {
  Add: binary(
    (dy) => dy,
    (dy) => dy,
  ),
  Sub: binary(
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  Multiply: binary(
    (dy, _a, b) => tf.mul(dy, b),
    (dy, a) => tf.mul(dy, a),
  ),
  RealDiv: binary(
    (dy, _a, b) => tf.div(dy, b),
    (dy, a, b) => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
  ),
  // At a tie the whole gradient goes to a.
  Maximum: binary(
    (dy, a, b) => tf.mul(dy, float(tf.greaterEqual(a, b))),
    (dy, a, b) => tf.mul(dy, float(tf.less(a, b))),
  ),
  Minimum: binary(
    (dy, a, b) => tf.mul(dy, float(tf.lessEqual(a, b))),
    (dy, a, b) => tf.mul(dy, float(tf.greater(a, b))),
  ),
  SquaredDifference: binary(
    (dy, a, b) => tf.mul(dy, tf.mul(2, tf.sub(a, b))),
    (dy, a, b) => tf.mul(dy, tf.mul(2, tf.sub(b, a))),
  ),
  Pow: binary(
    (dy, a, b) => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    (dy, a, b) => tf.mul(dy, tf.where(tf.greater(a, 0), tf.mul(tf.pow(a, b), tf.log(a)), tf.zerosLike(tf.add(a, b)))),
  ),
  Abs: unary("inputs", (dy, x) => tf.mul(dy, tf.sign(x))),
  Cos: unary("inputs", (dy, x) => tf.neg(tf.mul(dy, tf.sin(x)))),
  Sin: unary("inputs", (dy, x) => tf.mul(dy, tf.cos(x))),
  Exp: unary("outputs", (dy, y) => tf.mul(dy, y)),
  Expm1: unary("inputs", (dy, x) => tf.mul(dy, tf.exp(x))),
  Erf: unary("inputs", (dy, x) => tf.mul(dy, tf.mul(2 / Math.sqrt(Math.PI), tf.exp(tf.neg(tf.square(x)))))),
  Log: unary("inputs", (dy, x) => tf.div(dy, x)),
  Log1p: unary("inputs", (dy, x) => tf.div(dy, tf.add(1, x))),
  Neg: unary("inputs", (dy) => tf.neg(dy)),
  Reciprocal: unary("outputs", (dy, y) => tf.neg(tf.mul(dy, tf.square(y)))),
  Relu: unary("inputs", (dy, x) => tf.mul(dy, float(tf.greater(x, 0)))),
  Rsqrt: unary("outputs", (dy, y) => tf.mul(dy, tf.mul(-0.5, tf.mul(y, tf.square(y))))),
  Sigmoid: unary("outputs", (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  Softplus: unary("inputs", (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  Sqrt: unary("outputs", (dy, y) => tf.div(dy, tf.mul(2, y))),
  Square: unary("inputs", (dy, x) => tf.mul(dy, tf.mul(2, x))),
  Tanh: unary("outputs", (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  Sign: unary("inputs", (dy) => tf.zerosLike(dy)),
  Step: unary("inputs", (dy) => tf.zerosLike(dy)),
  Floor: unary("inputs", (dy) => tf.zerosLike(dy)),
  Round: unary("inputs", (dy) => tf.zerosLike(dy)),
  ZerosLike: unary("inputs", (dy) => tf.zerosLike(dy)),
  OnesLike: unary("inputs", (dy) => tf.zerosLike(dy)),
  // 1 on the closed interval, like torch.clamp
  ClipByValue: {
    save: "inputs",
    grad(dy, saved, attrs) {
      const x = at(saved, 0);
      const inside = () =>
        tf.logicalAnd(
          tf.greaterEqual(x, Number(attrs["clipValueMin"])),
          tf.lessEqual(x, Number(attrs["clipValueMax"])),
        );
      return { x: () => tf.mul(dy, float(inside())) };
    },
  },
  Softmax: {
    save: "outputs",
    grad(dy, saved) {
      const y = at(saved, 0);
      const weighted = () => tf.mul(dy, y);
      return { logits: () => tf.sub(weighted(), tf.mul(tf.sum(weighted(), -1, true), y)) };
    },
  },
  LogSoftmax: {
    save: "outputs",
    grad: (dy, saved) => ({ logits: () => tf.sub(dy, tf.mul(tf.sum(dy, -1, true), tf.exp(at(saved, 0)))) }),
  },
  Select: {
    save: "inputs",
    grad(dy, saved) {
      const condition = at(saved, 0);
      return {
        condition: () => tf.cast(tf.zerosLike(condition), "float32"),
        t: () => tf.mul(dy, float(condition)),
        e: () => tf.mul(dy, float(tf.logicalNot(condition))),
      };
    },
  },
};

const single = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(dy) ? at(dy, 0) : dy);

/** Registers every derivative the product's maths needs; overwrites what another bundle registered. */
export function registerGradients(): void {
  for (const [kernelName, rule] of Object.entries(ELEMENTWISE)) {
    tf.registerGradient({
      kernelName,
      // the order of inputsToSave fixes the order of `saved`
      ...(rule.save === "inputs" ? { saveAllInputs: false, inputsToSave: inputNames(kernelName) } : {}),
      ...(rule.save === "outputs" ? { outputsToSave: [true] } : {}),
      gradFunc: (dy, saved, attrs) => rule.grad(single(dy), saved, attrs),
    });
  }
  for (const config of [...SHAPE_GRADIENTS, batchMatMulGradient, gatherGradient]) tf.registerGradient(config);
}

function inputNames(kernelName: string): string[] {
  if (kernelName === "Select") return ["condition", "t", "e"];
  const pairs = ["Add", "Sub", "Multiply", "RealDiv", "Maximum", "Minimum", "SquaredDifference", "Pow"];
  return pairs.includes(kernelName) ? ["a", "b"] : ["x"];
}
