// What the KL estimators do as a reward, without sampling noise: expectations over all responses of a task.
// Shapes: N responses, M their tokens laid end to end.
import type { Gpt } from "@rlhf/gpt";
import { gatherRows, lossAndGrads, scoped, tf, type Scalar, type Tensor1D } from "@rlhf/tensor";
import { enumerateResponses, responseLogprobSums, tokenLogprobsOf, tokenOffsets } from "./enumeration";
import { sampledKl } from "./kl";
import { drawReference, queryOf, type OptimumTask } from "./optimum-task";
import type { Tokens } from "./rollout";

export type KlEstimatorCheck = {
  estimator: "k1" | "k2" | "k3";
  /** E[estimate] summed over a response, nats; its value is unbiased when equal to `kl`. */
  value: number;
  kl: number;
  /** ‖g − ∇KL‖ / ‖∇KL‖, g = E[estimate · ∇ log π]: the gradient that this estimator gives as a reward. */
  gradientError: number;
  /** Cosine between g and ∇KL. */
  cosine: number;
};

/** Estimators as rewards against the exact gradient of KL(π ‖ ρ), for two random networks of the task. */
export async function checkKlEstimators(task: OptimumTask): Promise<KlEstimatorCheck[]> {
  const space = { query: queryOf(task), responses: enumerateResponses(task) };
  const [policy, reference] = [drawReference(task, "policy"), drawReference(task)];
  try {
    const [logPi, logRho] = [await tokensOf(policy, space), await tokensOf(reference, space)];
    const sums = await responseLogprobSums(policy, space.query, space.responses);
    const refSums = await responseLogprobSums(reference, space.query, space.responses);
    const kl = sums.reduce((sum, x, i) => sum + Math.exp(x) * (x - (refSums[i] ?? NaN)), 0);
    const exact = await klGradient(policy, space, refSums);
    const checks: KlEstimatorCheck[] = [];
    for (const estimator of ["k1", "k2", "k3"] as const) {
      const estimates = perResponse(sampledKl(estimator, logPi, logRho), space.responses);
      const weights = estimates.map((k, i) => k * Math.exp(sums[i] ?? NaN));
      const gradient = await scoreFunctionGradient(policy, space, weights);
      const value = weights.reduce((a, b) => a + b, 0);
      checks.push({ estimator, value, kl, ...compare(gradient, exact) });
    }
    return checks;
  } finally {
    policy.params.dispose();
    reference.params.dispose();
  }
}

type Space = { query: Tokens; responses: readonly Tokens[] };

async function tokensOf(model: Gpt, { query, responses }: Space): Promise<Float32Array> {
  const logprobs = tokenLogprobsOf(model, query, responses);
  const values = Float32Array.from(await logprobs.data());
  logprobs.dispose();
  return values;
}

function perResponse(tokens: Float32Array, responses: readonly Tokens[]): number[] {
  const offsets = tokenOffsets(responses);
  return responses.map((_, i) => tokens.subarray(offsets[i], offsets[i + 1]).reduce((a, b) => a + b, 0));
}

/** ∇ Σ π (log π − log ρ), differentiated through π. */
function klGradient(policy: Gpt, space: Space, refSums: readonly number[]): Promise<Float32Array> {
  return gradientOf(policy, space, (sums) =>
    sums
      .exp()
      .mul(sums.sub(tf.tensor1d([...refSums])))
      .sum<Scalar>(),
  );
}

/** Σ w ∇ log π with constant weights w = π · reward: the expected policy gradient. weights: [N]. */
function scoreFunctionGradient(policy: Gpt, space: Space, weights: readonly number[]): Promise<Float32Array> {
  return gradientOf(policy, space, (sums) => sums.mul(tf.tensor1d([...weights])).sum<Scalar>());
}

/** The gradient of a function of the log-probabilities of all responses, all parameters end to end. */
async function gradientOf(
  policy: Gpt,
  { query, responses }: Space,
  f: (sums: Tensor1D) => Scalar,
): Promise<Float32Array> {
  const { loss, grads } = lossAndGrads(policy.params, () => {
    const tokens = tokenLogprobsOf(policy, query, responses); // [M]
    return { loss: scoped(() => f(sumsPerResponse(tokens, responses))), aux: {} };
  });
  const parts: number[] = [];
  for (const name of policy.params.names) parts.push(...((await grads[name]?.data()) ?? []));
  tf.dispose([loss, grads]);
  return Float32Array.from(parts);
}

/** Sums of tokens per response, by a gather (which has a gradient): short responses read a zero. tokens: [M]. Returns [N]. */
function sumsPerResponse(tokens: Tensor1D, responses: readonly Tokens[]): Tensor1D {
  const longest = responses.reduce((most, response) => Math.max(most, response.length), 0);
  const offsets = tokenOffsets(responses);
  const zero = tokens.size;
  const places = responses.flatMap((response, i) =>
    Array.from({ length: longest }, (_, t) => (t < response.length ? (offsets[i] ?? 0) + t : zero)),
  );
  const column = tf.concat2d([tokens.as2D(zero, 1), tf.zeros([1, 1])], 0);
  return gatherRows(column, Int32Array.from(places)).as2D(responses.length, longest).sum<Tensor1D>(1);
}

function compare(gradient: Float32Array, exact: Float32Array): { gradientError: number; cosine: number } {
  let [dot, a, b, difference] = [0, 0, 0, 0];
  gradient.forEach((g, i) => {
    const e = exact[i] ?? NaN;
    dot += g * e;
    a += g * g;
    b += e * e;
    difference += (g - e) ** 2;
  });
  return { gradientError: Math.sqrt(difference / b), cosine: dot / Math.sqrt(a * b) };
}
