// Holds an op to its reference: every backend and every fused implementation that runs here, forward and gradient.
import type { Backend } from "@rlhf/domain";
import { expect, inject } from "vitest";
import { initBackend, setFusedKernels } from "../backend";
import type { FusedKernels } from "../fused-kernels";
import { lossAndGrads } from "../gradients";
import { type NamedArrays, Params } from "../params";
import { Philox } from "../philox";
import { plainKernels } from "../plain/kernels";
import type { Tensor } from "../tfjs";
import { tf } from "../tfjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** Set by the project `tensorflow` of vitest.config.ts: the tests run on this backend, and on it alone. */
    engine?: Backend;
  }
}

export type ParityCase = { inputs: NamedArrays; run: (p: Params) => Tensor };

/** Standard normal values of a shape, fixed by its name. */
export function randomArray(purpose: string, shape: number[]): { shape: number[]; values: Float32Array } {
  const random = new Philox({ seed: 7, purpose });
  const size = shape.reduce((n, d) => n * d, 1);
  return { shape, values: Float32Array.from({ length: size }, () => random.normal()) };
}

type Measured = Record<string, Float32Array>;

/** The op's output and the gradient of a fixed random weighting of it in each input. */
function measure({ inputs, run }: ParityCase): Measured {
  const params = Params.fromArrays(inputs);
  const { loss, aux, grads } = lossAndGrads(params, () => {
    const y = run(params);
    const weights = tf.tensor(randomArray("weighting", y.shape).values, y.shape);
    return { loss: tf.sum(tf.mul(y, weights)).asScalar(), aux: { y } };
  });
  const out: Measured = { y: Float32Array.from(aux.y.dataSync()) };
  for (const [name, g] of Object.entries(grads)) out[`gradient of ${name}`] = Float32Array.from(g.dataSync());
  tf.dispose([loss, aux.y, grads]);
  params.dispose();
  return out;
}

/** The backends whose ops and gradients are tested: cpu and wasm, or the one the project names. */
export function testedBackends(): Backend[] {
  const engine = inject("engine");
  return engine === undefined ? ["cpu", "wasm"] : [engine];
}

/** `kernels` undefined keeps the backend's own. */
type Implementation = { backend: Backend; kernels?: FusedKernels; tolerance: number };

const IMPLEMENTATIONS: Implementation[] = [
  { backend: "cpu", kernels: plainKernels, tolerance: 2e-5 },
  { backend: "wasm", kernels: {}, tolerance: 2e-5 },
  { backend: "wasm", tolerance: 2e-5 },
  { backend: "native", tolerance: 5e-5 },
];

/**
 * Compares with plain TensorFlow.js ops on `cpu`; differences are measured against each array's largest element. Leaks
 * fail too. `native` takes part where it can start. A project that names a backend compares that one alone.
 */
export async function expectParity(c: ParityCase): Promise<void> {
  await initBackend({ backend: "cpu", precision: "float32" });
  const reference = measure(c);
  for (const { backend, kernels, tolerance } of implementations()) {
    const label = `${backend}${kernels === undefined ? "" : kernels === plainKernels ? " with plain kernels" : " without"}`;
    if (!(await starts(backend))) continue;
    if (kernels !== undefined) setFusedKernels(kernels);
    const before = tf.memory().numTensors;
    const got = measure(c);
    expect(tf.memory().numTensors, `${label} leaks`).toBe(before);
    for (const [name, want] of Object.entries(reference))
      expectClose(got[name], want, { label: `${label}: ${name}`, tolerance });
  }
  await initBackend({ backend: "cpu", precision: "float32" });
}

function implementations(): Implementation[] {
  const engine = inject("engine");
  return engine === undefined ? IMPLEMENTATIONS : [{ backend: engine, tolerance: 5e-5 }];
}

let warned = false;

async function starts(backend: Backend): Promise<boolean> {
  try {
    await initBackend({ backend, precision: "float32" });
    return true;
  } catch (error) {
    if (backend !== "native") throw error;
    if (!warned) console.warn(`native is not compared: ${String(error)}`);
    warned = true;
    return false;
  }
}

export function expectClose(
  got: ArrayLike<number> | undefined,
  want: ArrayLike<number>,
  o: { label: string; tolerance: number },
): void {
  expect(got?.length, o.label).toBe(want.length);
  const largest = Array.from(want).reduce((m, x) => Math.max(m, Math.abs(x)), 1e-3);
  const worst = Array.from(want).reduce(
    (m, x, i) => Math.max(m, Math.abs(x - (got?.[i] ?? NaN)) || (got === undefined ? 1 : 0)),
    0,
  );
  expect(worst / largest, `${o.label}: largest difference over largest element`).toBeLessThanOrEqual(o.tolerance);
  expect(Array.from(got ?? []).every(Number.isFinite), `${o.label}: all finite`).toBe(true);
}
