import { CheckpointError } from "@rlhf/domain";
import { fusedKernels } from "./backend";
import type { AdamwStep } from "./fused-kernels";
import type { Grads } from "./gradients";
import { floats, hostBacked } from "./host";
import type { NamedArrays, Params } from "./params";
import { adamw as plainAdamw } from "./plain/adamw";
import { tf } from "./tfjs";

export type AdamWOptions = {
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Where epsilon stands: after bias correction (torch) or before it (tf1). */
  epsilonForm: "torch" | "tf1";
  weightDecay: number;
};

export type AdamWState = { stepCount: number; arrays: NamedArrays };

/**
 * Adam with decoupled weight decay. Moments are kept by parameter name; step scalars are computed in float64 from the
 * exact step count, so that a resumed run continues bit for bit.
 * @source Loshchilov & Hutter 2019 (arXiv:1711.05101); both forms of epsilon: algorithms.md 2.7
 */
export class AdamW {
  stepCount = 0;
  readonly #params: Params;
  readonly #options: AdamWOptions;
  readonly #moments = new Map<string, { m: Float32Array; v: Float32Array }>();

  /** @throws BackendError for weights on disk. */
  constructor(params: Params, options: AdamWOptions) {
    params.expectWritable();
    this.#params = params;
    this.#options = options;
    for (const name of params.names) {
      const size = params.get(name).size;
      this.#moments.set(name, { m: new Float32Array(size), v: new Float32Array(size) });
    }
  }

  /**
   * One update at learning rate `lr` with the gradients times `gradScale`, which a fused kernel alone takes other than 1;
   * frees the gradients. A parameter without a gradient stays as it is.
   */
  step(grads: Grads, lr: number, gradScale = 1): void {
    this.stepCount++;
    const names = this.#params.names.filter((name) => name in grads);
    const update = {
      ...this.#scalars(lr),
      gradScale,
      params: [],
      grads: [],
      m: [],
      v: [],
    } satisfies Partial<AdamwStep>;
    const values: Float32Array[] = [];
    const gradients: Float32Array[] = [];
    const ms: Float32Array[] = [];
    const vs: Float32Array[] = [];
    for (const name of names) {
      const grad = grads[name];
      const moment = this.#moments.get(name);
      if (grad === undefined || moment === undefined) continue;
      values.push(floats(this.#params.get(name)));
      gradients.push(floats(grad));
      ms.push(moment.m);
      vs.push(moment.v);
    }
    const call = { ...update, params: values, grads: gradients, m: ms, v: vs };
    if (hostBacked()) (fusedKernels().adamw ?? plainAdamw)(call);
    else this.#stepOnCopies(names, call);
    this.#params.version++;
    fusedKernels().recycle?.(gradients);
    tf.dispose(grads);
  }

  /** The storage is out of reach (wasm, tensorflow): `call.params` are copies, written back afterwards. */
  #stepOnCopies(names: string[], call: AdamwStep): void {
    plainAdamw(call);
    names.forEach((name, i) => {
      const values = call.params[i];
      if (values !== undefined) this.#params.assign(name, values);
    });
  }

  /** Whether `step` may scale the gradients on its way. */
  get scalesGradients(): boolean {
    return fusedKernels().adamw !== undefined && hostBacked();
  }

  #scalars(lr: number): Omit<AdamwStep, "params" | "grads" | "m" | "v" | "gradScale"> {
    const { beta1, beta2, epsilon, epsilonForm, weightDecay } = this.#options;
    const correction1 = 1 - beta1 ** this.stepCount;
    const root2 = Math.sqrt(1 - beta2 ** this.stepCount);
    const torch = epsilonForm === "torch";
    return {
      beta1,
      beta2,
      epsilon,
      stepSize: torch ? lr / correction1 : (lr * root2) / correction1,
      rootScale: torch ? 1 / root2 : 1,
      decay: lr * weightDecay,
    };
  }

  /** Moments as adam.m.<name> and adam.v.<name>, copied. */
  async state(): Promise<AdamWState> {
    const arrays: NamedArrays = {};
    for (const [name, { m, v }] of this.#moments) {
      const shape = [...this.#params.get(name).shape];
      arrays[`adam.m.${name}`] = { shape, values: m.slice() };
      arrays[`adam.v.${name}`] = { shape, values: v.slice() };
    }
    return { stepCount: this.stepCount, arrays };
  }

  /** @throws CheckpointError when a moment is missing or of another size. */
  load(state: AdamWState): void {
    const wrong: string[] = [];
    for (const [name, { m, v }] of this.#moments) {
      for (const [key, to] of [
        [`adam.m.${name}`, m],
        [`adam.v.${name}`, v],
      ] as const) {
        const from = state.arrays[key];
        if (from?.values.length === to.length) to.set(from.values);
        else wrong.push(`${key}: expected ${to.length} values, got ${from?.values.length ?? "none"}`);
      }
    }
    if (wrong.length > 0) throw new CheckpointError(`optimiser state does not fit the model: ${wrong.join("; ")}`);
    this.stepCount = state.stepCount;
  }

  /** Drops the moments. The parameters are the caller's. */
  dispose(): void {
    this.#moments.clear();
  }
}
