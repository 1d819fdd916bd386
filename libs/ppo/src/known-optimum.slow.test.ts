// The correctness certificate: where everything can be enumerated, PPO must reach the known optimum of E[r] − β KL(π ‖ ρ),
// π*(y) ∝ ρ(y) exp(r(y) / β).
import { PpoConfig } from "@rlhf/domain";
import { cloneGpt, initGpt, packRows, responseIndex, responseLogprobs, withScalarHead, type Gpt } from "@rlhf/gpt";
import { initBackend, scoped } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { createPpoTrainer } from "./train";

const [VOCAB, LENGTH, EOS, BOS] = [6, 3, 0, 5];
const BETA = 0.4;
const shape = { nLayer: 2, nHead: 2, nEmbd: 16, nCtx: 8, vocabSize: VOCAB };

/** Every response: ends at EOS or at full length. */
function allResponses(prefix: number[] = []): number[][] {
  return Array.from({ length: VOCAB }, (_, token) => [...prefix, token]).flatMap((row) =>
    row.at(-1) === EOS || row.length === LENGTH ? [row] : allResponses(row),
  );
}

/** Order matters: rising pairs are good, ending early is mildly good, a repeated token is bad. */
function rewardOf(response: readonly number[]): number {
  const pairs = response.slice(1).map((token, i) => [response[i] ?? 0, token] as const);
  const rising = pairs.filter(([a, b]) => b > a).length;
  const repeated = pairs.filter(([a, b]) => a === b).length;
  return 0.6 * rising - 0.5 * repeated + (response.at(-1) === EOS ? 0.3 : 0) + (response[0] === 2 ? 0.4 : 0);
}

async function logprobsOf(model: Gpt, responses: readonly number[][]): Promise<number[]> {
  const packed = packRows(
    responses.map((response) => [BOS, ...response]),
    shape.nCtx,
  );
  const at = responseIndex(
    packed,
    responses.map(() => 1),
  );
  const tokens = await scoped(() => responseLogprobs(model, packed, at, { temperature: 1 }).logprobs).data<"float32">();
  return responses.map((_, i) => tokens.slice(at.rowOffsets[i], at.rowOffsets[i + 1]).reduce((a, b) => a + b, 0));
}

beforeAll(async () => {
  await initBackend({ backend: "auto", precision: "float32" });
});

describe("known optimum", () => {
  const responses = allResponses();
  const rewards = responses.map(rewardOf);

  it("PPO comes within 2 % of the optimal objective and 0.05 in total variation of π*", async () => {
    const reference = initGpt(shape, { seed: 3 });
    const policy = cloneGpt(reference);
    const critic = withScalarHead(reference, "value_head", { zero: true });
    const config = PpoConfig.parse({
      ...{ steps: 120, batchSize: 128, responseLength: LENGTH, noptepochs: 2, nminibatches: 4, klCoef: BETA },
      ...{ lr: 5e-3, criticLr: 1e-2, lam: 1 },
    });
    const trainer = createPpoTrainer({
      ...{ policy, reference, critic, config, seed: 11, eosId: EOS, precision: "float32" },
      samplePrompts: () => Array.from({ length: config.batchSize }, () => [BOS]),
      scoreFn: async (_, rows) => Float32Array.from(rows, rewardOf),
    });

    const logRho = await logprobsOf(reference, responses);
    expect(logRho.reduce((sum, x) => sum + Math.exp(x), 0)).toBeCloseTo(1, 5); // the enumeration is complete
    const objective = (logPi: readonly number[]): number =>
      logPi.reduce((sum, x, i) => sum + Math.exp(x) * ((rewards[i] ?? 0) - BETA * (x - (logRho[i] ?? 0))), 0);
    const optimum = BETA * Math.log(logRho.reduce((z, x, i) => z + Math.exp(x + (rewards[i] ?? 0) / BETA), 0));
    const logStar = logRho.map((x, i) => x + ((rewards[i] ?? 0) - optimum) / BETA);
    expect(objective(logStar)).toBeCloseTo(optimum, 5);

    for (let i = 0; i < config.steps; i++) await trainer.step();

    const logPi = await logprobsOf(policy, responses);
    const gap = (optimum - objective(logPi)) / (optimum - objective(logRho));
    const variation = 0.5 * logPi.reduce((sum, x, i) => sum + Math.abs(Math.exp(x) - Math.exp(logStar[i] ?? NaN)), 0);
    console.log(`objective ${objective(logRho)} -> ${objective(logPi)} of ${optimum}; gap ${gap}; TV ${variation}`);
    expect(gap).toBeGreaterThan(-1e-4); // nothing beats the optimum
    expect(gap).toBeLessThan(0.02);
    expect(variation).toBeLessThan(0.05);
    for (const model of [policy, reference, critic]) model.params.dispose();
  });
});
