// Derivatives of kernels that move, reduce or join elements.
import * as tf from "@tensorflow/tfjs-core";

type Dy = tf.Tensor | tf.Tensor[];

const single = (dy: Dy): tf.Tensor => {
  const t = Array.isArray(dy) ? dy[0] : dy;
  if (t === undefined) throw new RangeError("gradient: expected one output gradient, got none");
  return t;
};

const saved0 = (saved: tf.Tensor[]): tf.Tensor => single(saved);

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((v) => typeof v === "number");

function numbers(attrs: tf.NamedAttrMap, name: string): number[] {
  const value: unknown = attrs[name];
  if (typeof value === "number") return [value];
  if (isNumbers(value)) return value;
  throw new TypeError(`gradient: expected numbers in attribute ${name}, got ${String(value)}`);
}

/** Axes as written in the kernel's attribute; none given means all. */
function axesOf(attrs: tf.NamedAttrMap, name: string, shape: number[]): number[] {
  const given: unknown = attrs[name];
  return tf.util.parseAxisParam(
    given === null || given === undefined ? shape.map((_, i) => i) : numbers(attrs, name),
    shape,
  );
}

/** dy with the reduced axes put back as ones, so that it broadcasts over x. */
function keepDims(dy: tf.Tensor, axes: number[], shape: number[]): tf.Tensor {
  return tf.reshape(
    dy,
    tf.backend_util.expandShapeToKeepDim(
      shape.filter((_, i) => !axes.includes(i)),
      axes,
    ),
  );
}

const sumRule = (mean: boolean): tf.GradConfig["gradFunc"] => {
  return (dy, saved, attrs) => {
    const x = saved0(saved);
    return {
      x: () => {
        const axes = axesOf(attrs, "axis", x.shape);
        const count = mean ? axes.reduce((n, a) => n * (x.shape[a] ?? 1), 1) : 1;
        const spread = tf.mul(keepDims(single(dy), axes, x.shape), tf.onesLike(x));
        return count === 1 ? spread : tf.div(spread, count);
      },
    };
  };
};

/** The gradient of max and min goes to every element that attains it, as the originals of TensorFlow.js do. */
const extremeRule =
  (axisName: string): tf.GradConfig["gradFunc"] =>
  (dy, saved, attrs) => {
    const [x, y] = saved;
    if (x === undefined || y === undefined) throw new RangeError("gradient: expected x and y saved");
    return {
      x: () => {
        const axes = axesOf(attrs, axisName, x.shape);
        const hit = tf.cast(tf.equal(x, keepDims(y, axes, x.shape)), "float32");
        return tf.mul(keepDims(single(dy), axes, x.shape), hit);
      },
    };
  };

const list = (dy: Dy): tf.Tensor[] => (Array.isArray(dy) ? dy : [dy]);

export const SHAPE_GRADIENTS: tf.GradConfig[] = [
  { kernelName: "Sum", inputsToSave: ["x"], gradFunc: sumRule(false) },
  { kernelName: "Mean", inputsToSave: ["x"], gradFunc: sumRule(true) },
  { kernelName: "Max", inputsToSave: ["x"], outputsToSave: [true], gradFunc: extremeRule("reductionIndices") },
  { kernelName: "Min", inputsToSave: ["x"], outputsToSave: [true], gradFunc: extremeRule("axis") },
  { kernelName: "Identity", gradFunc: (dy) => ({ x: () => tf.clone(single(dy)) }) },
  { kernelName: "Cast", gradFunc: (dy) => ({ x: () => tf.clone(single(dy)) }) },
  {
    kernelName: "Reshape",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => ({ x: () => tf.reshape(single(dy), saved0(saved).shape) }),
  },
  {
    kernelName: "ExpandDims",
    inputsToSave: ["input"],
    gradFunc: (dy, saved) => ({ input: () => tf.reshape(single(dy), saved0(saved).shape) }),
  },
  {
    kernelName: "Transpose",
    gradFunc: (dy, _saved, attrs) => ({
      x: () => tf.transpose(single(dy), tf.backend_util.getUndoAxesPermutation(numbers(attrs, "perm"))),
    }),
  },
  {
    kernelName: "Slice",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => ({
      x: () => {
        const shape = saved0(saved).shape;
        const begin = numbers(attrs, "begin");
        const pads = shape.map((n, i): [number, number] => {
          const from = begin[i] ?? 0;
          return [from, n - from - (single(dy).shape[i] ?? 0)];
        });
        return tf.pad(single(dy), pads);
      },
    }),
  },
  {
    kernelName: "PadV2",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => ({
      x: () => {
        const pads: unknown = attrs["paddings"];
        if (!Array.isArray(pads)) throw new TypeError("gradient: expected paddings");
        return tf.slice(
          single(dy),
          pads.map((p: unknown) => (isNumbers(p) ? (p[0] ?? 0) : 0)),
          saved0(saved).shape,
        );
      },
    }),
  },
  {
    kernelName: "Concat",
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const axis = tf.util.parseAxisParam(numbers(attrs, "axis"), saved0(saved).shape)[0] ?? 0;
      const parts = tf.split(
        single(dy),
        saved.map((t) => t.shape[axis] ?? 0),
        axis,
      );
      return Object.fromEntries(parts.map((part, i) => [i, () => part]));
    },
  },
  {
    kernelName: "SplitV",
    gradFunc: (dy, _saved, attrs) => ({ x: () => tf.concat(list(dy), numbers(attrs, "axis")[0]) }),
  },
  {
    kernelName: "Pack",
    saveAllInputs: true,
    gradFunc: (dy, _saved, attrs) => {
      const parts = tf.unstack(single(dy), numbers(attrs, "axis")[0]);
      return Object.fromEntries(parts.map((part, i) => [i, () => part]));
    },
  },
  {
    kernelName: "Unpack",
    gradFunc: (dy, _saved, attrs) => ({ value: () => tf.stack(list(dy), numbers(attrs, "axis")[0]) }),
  },
  {
    kernelName: "AddN",
    saveAllInputs: true,
    gradFunc: (dy, saved) => Object.fromEntries(saved.map((_, i) => [i, () => tf.clone(single(dy))])),
  },
  {
    kernelName: "BroadcastTo",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => ({
      x: () => {
        const shape = saved0(saved).shape;
        const axes = tf.backend_util.getReductionAxes(shape, single(dy).shape);
        return tf.reshape(axes.length > 0 ? tf.sum(single(dy), axes) : single(dy), shape);
      },
    }),
  },
  {
    // [.., r n, ..] as [.., r, n, ..], summed over the repetitions
    kernelName: "Tile",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => ({
      x: () => {
        const shape = saved0(saved).shape;
        const reps = numbers(attrs, "reps");
        const split = shape.flatMap((n, i) => [reps[i] ?? 1, n]);
        return tf.sum(
          tf.reshape(single(dy), split),
          shape.map((_, i) => 2 * i),
        );
      },
    }),
  },
  {
    kernelName: "Cumsum",
    gradFunc: (dy, _saved, attrs) => ({
      x: () => tf.cumsum(single(dy), numbers(attrs, "axis")[0], Boolean(attrs["exclusive"]), attrs["reverse"] !== true),
    }),
  },
];
