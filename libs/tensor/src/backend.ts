import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Backend, BackendError, type Precision } from "@rlhf/domain";
import type { FusedKernels, NativeEngine } from "./fused-kernels";
import { wasmKernels } from "./plain/kernels";
import { loadTensorflow } from "./tensorflow";
import { tf } from "./tfjs";

export type BackendInfo = {
  name: Backend;
  precision: Precision;
  threads: number;
  /** Of the CPU; `cuda` on a GPU. */
  instructionSet: string;
  passedOver: { name: Backend; reason: string }[];
};

type Request = {
  precision: "auto" | Precision;
  threads?: number;
  /** Only a backend on a GPU will do: anything else is an error. */
  requireGpu?: boolean | undefined;
};
type Opened = Omit<BackendInfo, "name" | "passedOver"> & { kernels: FusedKernels };

let kernels: FusedKernels = {};

/** What the running backend offers beyond TensorFlow.js ops; empty on cpu and tensorflow. */
export const fusedKernels = (): FusedKernels => kernels;

/** Puts another set of fused kernels in place and returns the former; for tests and benchmarks. */
export function setFusedKernels(next: FusedKernels): FusedKernels {
  const former = kernels;
  kernels = next;
  return former;
}

/** Order of `auto`. tensorflow runs only when it or a GPU is asked for: loading it costs seconds, and without a GPU it is slower. */
const AUTO: readonly Backend[] = ["native", "wasm", "cpu"];
const ON_GPU: readonly Backend[] = ["tensorflow"];

/**
 * Starts a compute backend and makes it current. `auto` takes the first that can run and says why others were passed over.
 * @throws BackendError when a backend asked for by name, or each of auto's, cannot run; the message has the reason.
 */
export async function initBackend(o: Request & { backend: "auto" | Backend }): Promise<BackendInfo> {
  const passedOver: BackendInfo["passedOver"] = [];
  for (const name of o.backend === "auto" ? (o.requireGpu ? ON_GPU : AUTO) : [o.backend]) {
    try {
      if (o.requireGpu && !ON_GPU.includes(name)) throw new BackendError("it runs on the CPU and a GPU was asked for");
      const opened = await OPEN[name](o);
      ({ kernels } = opened);
      const { precision, threads, instructionSet } = opened;
      return { name, precision, threads, instructionSet, passedOver };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (o.backend !== "auto") {
        throw new BackendError(`backend ${name}: expected it to start, but ${reason}; try another or auto`, { cause });
      }
      passedOver.push({ name, reason });
    }
  }
  const reasons = passedOver.map((p) => `${p.name}: ${p.reason}`).join("; ");
  throw new BackendError(`no backend can run here: ${reasons}`);
}

const OPEN: Record<Backend, (o: Request) => Promise<Opened>> = {
  native: openNativeBackend,
  tensorflow: openTensorflow,
  wasm: openWasm,
  cpu: async (o) => {
    refuseBfloat16(o, "cpu");
    await select("cpu");
    return { precision: "float32", threads: 1, instructionSet: "javascript", kernels: {} };
  },
};

async function openNativeBackend(o: Request): Promise<Opened> {
  const { openNative } = await import("@rlhf/native");
  const engine: NativeEngine = await openNative(o);
  await select("native");
  return engine;
}

async function openWasm(o: Request): Promise<Opened> {
  refuseBfloat16(o, "wasm");
  const { setWasmPaths, setThreadsCount, getThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  if (tf.getBackend() !== "wasm") {
    const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(join(dirname(main), "/"));
    if (o.threads !== undefined) setThreadsCount(o.threads);
  }
  await select("wasm");
  shareOnIdentity();
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  const threaded = await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT"); // false in Node
  const threads = threaded === true ? getThreadsCount() : 1;
  return { precision: "float32", threads, instructionSet: simd === true ? "wasm-simd" : "wasm", kernels: wasmKernels };
}

/**
 * The tape saves tensors through Identity, which wasm alone implements as a copy; sharing the storage, as its Reshape does,
 * makes a training step a third faster (2 layers of width 64: 201–216 ms as it was, 135–158 ms so, alternating runs).
 */
function shareOnIdentity(): void {
  tf.unregisterKernel("Identity", "wasm");
  tf.registerKernel({
    kernelName: "Identity",
    backendName: "wasm",
    kernelFunc: ({ inputs, backend }) => {
      const x = inputs["x"];
      if (x === undefined || !(backend instanceof tf.KernelBackend)) throw new TypeError("Identity: expected x");
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}

async function openTensorflow(o: Request): Promise<Opened> {
  refuseBfloat16(o, "tensorflow");
  const { threads, gpu } = await loadTensorflow({ ...o, requireGpu: o.requireGpu === true });
  return { precision: "float32", threads, instructionSet: gpu ? "cuda" : "cpu", kernels: {} };
}

function refuseBfloat16(o: Request, name: Backend): void {
  if (o.precision === "bfloat16") throw new BackendError(`${name} computes in float32 only and bfloat16 was asked for`);
}

async function select(name: Backend): Promise<void> {
  if (!(await tf.setBackend(name))) throw new BackendError(`TensorFlow.js could not initialise it`);
  await tf.ready();
}
