// TensorFlow.js kernels of the backend "native" that the addon computes; every other kernel stays the CPU backend's, over
// the same memory. A case the addon does not take (other broadcasts, other dtypes, small tensors) goes to the CPU kernel too.
import * as tf from "@tensorflow/tfjs-core";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { type Addon, LAYOUT, type Layout, PAIRWISE, REDUCTION, UNARY } from "./addon";

type Call = Parameters<tf.KernelFunc>[0];
type TensorInfo = tf.TensorInfo;
type Allocate = (n: number) => Float32Array;
type Context = { addon: Addon; allocate: Allocate };

/** Below this many elements a call into the addon costs more than the loop. */
const SMALL = 256;

function backendOf({ backend }: Call): MathBackendCPU {
  if (backend instanceof MathBackendCPU) return backend;
  throw new TypeError("native: expected the native backend to run its own kernels");
}

function values(backend: MathBackendCPU, t: TensorInfo): Float32Array | null {
  const found = backend.data.get(t.dataId).values;
  return found instanceof Float32Array ? found : null;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((n, d) => n * d, 1);

/** The CPU backend's kernel of that name. */
function fallback(name: string): tf.KernelFunc {
  const config = tf.getKernel(name, "cpu");
  if (config === undefined) throw new Error(`native: expected the CPU backend to have a kernel ${name}`);
  return config.kernelFunc;
}

function replace(kernelName: string, kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel(kernelName, "native");
  tf.registerKernel({ kernelName, backendName: "native", kernelFunc });
}

/** How b lies against a when the result has a's shape, or null. */
export function layoutOf(a: readonly number[], b: readonly number[]): Layout | null {
  if (a.length === b.length && a.every((n, i) => n === b[i])) return LAYOUT.same;
  if (b.length > a.length || a.length === 0) return null;
  if (sizeOf(b) === 1) return LAYOUT.one;
  const padded = [...Array<number>(a.length - b.length).fill(1), ...b];
  const last = a.length - 1;
  if (padded[last] === 1 && padded.every((n, i) => i === last || n === a[i])) return LAYOUT.perRow;
  if (padded[last] === a[last] && padded.every((n, i) => i === last || n === 1)) return LAYOUT.row;
  return null;
}

function pairwise(name: string, op: keyof typeof PAIRWISE, { addon, allocate }: Context): void {
  const otherwise = fallback(name);
  const commutes = op !== "sub" && op !== "div";
  replace(name, (call) => {
    const { a, b } = call.inputs;
    const backend = backendOf(call);
    if (a === undefined || b === undefined) return otherwise(call);
    const [big, small] = commutes && sizeOf(b.shape) > sizeOf(a.shape) ? [b, a] : [a, b];
    const [x, y] = [values(backend, big), values(backend, small)];
    if (x === null || y === null || x.length < SMALL) return otherwise(call);
    const layout = layoutOf(big.shape, small.shape);
    if (layout === null) return otherwise(call);
    const out = allocate(x.length);
    addon.pairwise(PAIRWISE[op], layout, x, y, out);
    return backend.makeTensorInfo(big.shape, "float32", out);
  });
}

function unary(name: string, op: keyof typeof UNARY, { addon, allocate }: Context): void {
  const otherwise = fallback(name);
  replace(name, (call) => {
    const { x } = call.inputs;
    const backend = backendOf(call);
    const from = x === undefined ? null : values(backend, x);
    if (x === undefined || from === null || from.length < SMALL) return otherwise(call);
    const out = allocate(from.length);
    addon.unary(UNARY[op], from, out);
    return backend.makeTensorInfo(x.shape, "float32", out);
  });
}

/** The axes of a reduction when they are the last ones, as the shape that is left; null otherwise. */
export function keptShape(shape: readonly number[], axes: unknown): number[] | null {
  const listed: unknown[] = Array.isArray(axes) ? axes : [axes];
  const wanted = listed.map((axis) => (typeof axis === "number" && axis < 0 ? axis + shape.length : axis));
  const kept = shape.length - wanted.length;
  return wanted.every((_, i) => wanted.includes(kept + i)) ? shape.slice(0, kept) : null;
}

type ReductionAttrs = { axis?: unknown; reductionIndices?: unknown; keepDims?: unknown };

function reduction(name: string, op: keyof typeof REDUCTION, { addon, allocate }: Context): void {
  const otherwise = fallback(name);
  replace(name, (call) => {
    const { x } = call.inputs;
    const { axis, reductionIndices, keepDims }: ReductionAttrs = { ...call.attrs };
    const backend = backendOf(call);
    const from = x === undefined ? null : values(backend, x);
    const kept = x === undefined ? null : keptShape(x.shape, axis ?? reductionIndices);
    if (x === undefined || from === null || kept === null || from.length < SMALL) return otherwise(call);
    const out = allocate(sizeOf(kept));
    if (out.length === 0) return otherwise(call);
    addon.reduce(REDUCTION[op], from, out);
    const shape = keepDims === true ? x.shape.map((n, i) => (i < kept.length ? n : 1)) : kept;
    return backend.makeTensorInfo(shape, "float32", out);
  });
}

function addN({ addon, allocate }: Context): void {
  const otherwise = fallback("AddN");
  replace("AddN", (call) => {
    const backend = backendOf(call);
    const tensors = Object.values(call.inputs).filter((t) => t !== undefined);
    const arrays = tensors.map((t) => values(backend, t)).filter((a) => a !== null);
    const [first, second, ...rest] = arrays;
    const shape = tensors[0]?.shape ?? [];
    if (arrays.length !== tensors.length || !first || !second || first.length < SMALL) return otherwise(call);
    const out = allocate(first.length);
    addon.pairwise(PAIRWISE.add, LAYOUT.same, first, second, out);
    for (const a of rest) addon.pairwise(PAIRWISE.add, LAYOUT.same, out, a, out);
    return backend.makeTensorInfo(shape, "float32", out);
  });
}

/** MatMul with equal or absent batch dimensions. */
function batchMatMul({ addon, allocate }: Context): void {
  const otherwise = fallback("BatchMatMul");
  replace("BatchMatMul", (call) => {
    const { a, b } = call.inputs;
    const { transposeA, transposeB } = { transposeA: false, transposeB: false, ...call.attrs };
    const backend = backendOf(call);
    if (a === undefined || b === undefined) return otherwise(call);
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const [x, y] = [values(backend, a), values(backend, b)];
    if (x === null || y === null || batchA.join() !== batchB.join()) return otherwise(call);
    const [a0 = 1, a1 = 1] = a.shape.slice(-2);
    const [b0 = 1, b1 = 1] = b.shape.slice(-2);
    const [m, k] = transposeA ? [a1, a0] : [a0, a1];
    const [k2, n] = transposeB ? [b1, b0] : [b0, b1];
    const batch = sizeOf(batchA);
    if (k !== k2 || m * n * k * batch < 4 * SMALL) return otherwise(call);
    const out = allocate(batch * m * n);
    addon.matmul(m, n, k, batch, transposeA, transposeB, x, y, out);
    return backend.makeTensorInfo([...batchA, m, n], "float32", out);
  });
}

/** Puts the addon's kernels in place of the copied CPU ones. */
export function registerNativeKernels(addon: Addon, allocate: Allocate): void {
  const context = { addon, allocate };
  pairwise("Add", "add", context);
  pairwise("Sub", "sub", context);
  pairwise("Multiply", "mul", context);
  pairwise("RealDiv", "div", context);
  pairwise("Maximum", "max", context);
  pairwise("Minimum", "min", context);
  unary("Exp", "exp", context);
  unary("Neg", "neg", context);
  unary("Square", "square", context);
  unary("Sqrt", "sqrt", context);
  reduction("Sum", "sum", context);
  reduction("Max", "max", context);
  addN(context);
  batchMatMul(context);
}
