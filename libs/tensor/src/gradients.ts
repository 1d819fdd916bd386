import { fusedKernels } from "./backend";
import { floats, hostBacked } from "./host";
import { releaseOpenTrunks } from "./kernels/gpt-trunk/open-trunks";
import type { Params } from "./params";
import { keepRoom, pooled } from "./pooled";
import { type Scalar, type Tensor, tf } from "./tfjs";

/** A gradient (or a sum of them) per parameter name. */
export type Grads = { [name: string]: Tensor };

/**
 * Runs `f` once under the tape. Returns loss, aux and one gradient per parameter (zero where the loss does not reach it);
 * the caller disposes all of them.
 */
export function lossAndGrads<A extends Record<string, Tensor>>(
  params: Params,
  f: () => { loss: Scalar; aux: A },
): { loss: Scalar; aux: A; grads: Grads } {
  const names = params.names;
  const variables = names.map((name) => params.get(name));
  let aux: A | undefined;
  try {
    const { value, grads } = pooled(() =>
      tf.variableGrads(() => {
        const result = f();
        aux = keptAside(result.aux);
        return result.loss;
      }, variables),
    );
    if (aux === undefined) throw new Error("lossAndGrads: the loss function did not run");
    const byName: Grads = {};
    names.forEach((name, i) => {
      const variable = variables[i];
      if (variable === undefined) return;
      byName[name] = grads[variable.name] ?? tf.zeros(variable.shape);
    });
    keepRoom([value, ...Object.values(aux), ...Object.values(byName)]);
    return { loss: value, aux, grads: byName };
  } catch (error) {
    if (aux !== undefined) tf.dispose(aux);
    disposeAbandonedTape();
    throw error;
  } finally {
    releaseOpenTrunks();
  }
}

/** TensorFlow.js frees what a tape saved only after its backward pass; one that never came leaves it to us. */
function disposeAbandonedTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return; // an outer tape still needs its nodes
  for (const node of state.activeTape ?? []) tf.dispose(node.saved ?? []);
  state.activeTape = [];
}

/** Copies (by reference count) that outlive the tape's scope. */
function keptAside<A extends Record<string, Tensor>>(aux: A): A {
  const copies = { ...aux };
  for (const [name, t] of Object.entries(aux)) Object.assign(copies, { [name]: tf.keep(tf.clone(t)) });
  return copies;
}

/** into + add, owning and freeing both; `null` starts the sum. */
export function accumulateGrads(into: Grads | null, add: Grads): Grads {
  if (into === null) return add;
  const sum: Grads = {};
  for (const [name, g] of Object.entries(add)) {
    const former = into[name];
    if (former === undefined) {
      sum[name] = g;
      continue;
    }
    sum[name] = tf.add(former, g);
    former.dispose();
    g.dispose();
  }
  for (const [name, g] of Object.entries(into)) if (!(name in add)) sum[name] = g;
  return sum;
}

/**
 * Scales the gradients (in the record given) so that their joint norm is at most maxNorm. Returns the norm before, and
 * whether it was finite; gradients that are not finite are left alone.
 * @source Pascanu 2013; factor maxNorm / (norm + 1e-6) as in torch.nn.utils.clip_grad_norm_
 */
export async function clipGlobalNorm(grads: Grads, maxNorm: number): Promise<{ norm: number; finite: boolean }> {
  const { norm, finite, factor } = await normAndFactor(grads, maxNorm);
  if (factor === 1) return { norm, finite };
  const { scale } = fusedKernels();
  if (scale !== undefined && hostBacked()) {
    scale(Object.values(grads).map(floats), factor);
  } else {
    for (const [name, g] of Object.entries(grads)) {
      grads[name] = tf.mul(g, factor);
      g.dispose();
    }
  }
  return { norm, finite };
}

/** The joint norm, and what to multiply the gradients with: 1 where they are short enough or not finite. */
export async function normAndFactor(
  grads: Grads,
  maxNorm: number,
): Promise<{ norm: number; finite: boolean; factor: number }> {
  const norm = await globalNorm(Object.values(grads));
  const finite = Number.isFinite(norm);
  const factor = maxNorm / (norm + 1e-6);
  return { norm, finite, factor: finite && factor < 1 ? factor : 1 };
}

async function globalNorm(tensors: Tensor[]): Promise<number> {
  const { globalNorm: fused } = fusedKernels();
  if (fused !== undefined && hostBacked()) return fused(tensors.map(floats));
  let sum = 0;
  for (const t of tensors) sum += sumOfSquares(await t.data<"float32">());
  return Math.sqrt(sum);
}

function sumOfSquares(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) ** 2;
  return sum;
}
