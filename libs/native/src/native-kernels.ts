// TensorFlow.js kernels of the backend "native" that the addon computes; every other kernel stays the CPU backend's, over
// the same memory. A case the addon does not take (broadcast, other dtypes, small tensors) goes to the CPU kernel too.
import * as tf from "@tensorflow/tfjs-core";
import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { Addon } from "./addon";

type Call = Parameters<tf.KernelFunc>[0];
type TensorInfo = tf.TensorInfo;
type Pairwise = (a: Float32Array, b: Float32Array, y: Float32Array) => void;

/** Below this many elements a call into the addon costs more than the loop. */
const SMALL = 256;

function values(backend: MathBackendCPU, t: TensorInfo): Float32Array | null {
  const found = backend.data.get(t.dataId).values;
  return found instanceof Float32Array ? found : null;
}

const asCpu = (backend: unknown): MathBackendCPU => backend as MathBackendCPU; // prettier-ignore -- TensorFlow.js types it as object

function sameShape(a: TensorInfo, b: TensorInfo): boolean {
  return a.shape.length === b.shape.length && a.shape.every((n, i) => n === b.shape[i]);
}

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

function pairwise(name: string, kernel: Pairwise, allocate: (n: number) => Float32Array): void {
  const otherwise = fallback(name);
  replace(name, (call: Call) => {
    const { a, b } = call.inputs;
    const backend = asCpu(call.backend);
    if (a === undefined || b === undefined || !sameShape(a, b)) return otherwise(call);
    const [x, y] = [values(backend, a), values(backend, b)];
    if (x === null || y === null || x.length < SMALL) return otherwise(call);
    const out = allocate(x.length);
    kernel(x, y, out);
    return backend.makeTensorInfo(a.shape, "float32", out);
  });
}

function addN(addon: Addon, allocate: (n: number) => Float32Array): void {
  const otherwise = fallback("AddN");
  replace("AddN", (call: Call) => {
    const backend = asCpu(call.backend);
    const tensors = Object.values(call.inputs).filter((t) => t !== undefined);
    const arrays = tensors.map((t) => values(backend, t));
    const [first, second, ...rest] = arrays;
    const shape = tensors[0]?.shape ?? [];
    if (!first || !second || first.length < SMALL || arrays.some((a) => a === null)) return otherwise(call);
    const out = allocate(first.length);
    addon.add(first, second, out);
    for (const a of rest) if (a) addon.add(out, a, out);
    return backend.makeTensorInfo(shape, "float32", out);
  });
}

/** MatMul with equal or absent batch dimensions. */
function batchMatMul(addon: Addon, allocate: (n: number) => Float32Array): void {
  const otherwise = fallback("BatchMatMul");
  replace("BatchMatMul", (call: Call) => {
    const { a, b } = call.inputs;
    const { transposeA = false, transposeB = false } = (call.attrs ?? {}) as {
      transposeA?: boolean;
      transposeB?: boolean;
    };
    const backend = asCpu(call.backend);
    if (a === undefined || b === undefined) return otherwise(call);
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const [x, y] = [values(backend, a), values(backend, b)];
    if (x === null || y === null || batchA.join() !== batchB.join()) return otherwise(call);
    const [a0 = 1, a1 = 1] = a.shape.slice(-2);
    const [b0 = 1, b1 = 1] = b.shape.slice(-2);
    const [m, k] = transposeA ? [a1, a0] : [a0, a1];
    const [k2, n] = transposeB ? [b1, b0] : [b0, b1];
    const batch = batchA.reduce((p, d) => p * d, 1);
    if (k !== k2 || m * n * k * batch < 4 * SMALL) return otherwise(call);
    const out = allocate(batch * m * n);
    addon.matmul(m, n, k, batch, transposeA, transposeB, x, y, out);
    return backend.makeTensorInfo([...batchA, m, n], "float32", out);
  });
}

/** Puts the addon's kernels in place of the copied CPU ones. */
export function registerNativeKernels(addon: Addon, allocate: (n: number) => Float32Array): void {
  pairwise("Add", (a, b, y) => addon.add(a, b, y), allocate);
  pairwise("Sub", (a, b, y) => addon.sub(a, b, y), allocate);
  pairwise("Multiply", (a, b, y) => addon.mul(a, b, y), allocate);
  addN(addon, allocate);
  batchMatMul(addon, allocate);
}
