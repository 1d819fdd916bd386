import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { dithered, medianAgreement } from "./dither";
import { weightError } from "./errors";
import { readRecordedCase } from "./recorded-case";

const recorded = readRecordedCase(
  readFileSync(path.join(import.meta.dirname, "golden/recorded-step-bf16.safetensors")),
);

it("moves the weights that train by less than half a unit of bfloat16, another way for each number", () => {
  const [one, again, two] = [dithered(recorded, 1), dithered(recorded, 1), dithered(recorded, 2)];
  const moved = weightError(one.before.policy, recorded.before.policy);
  expect(moved).toBeGreaterThan(2 ** -15);
  expect(moved).toBeLessThan(2 ** -13);
  expect(again.before).toEqual(one.before);
  expect(weightError(two.before.critic, one.before.critic)).toBeGreaterThan(0);
  expect(one.before.ref).toBe(recorded.before.ref);
});

it("takes the median of every error; NaN stays", () => {
  const agreement = (x: number) => ({
    rollout: { values: x },
    metrics: { loss: 2 * x },
    weights: { policy: 3 * x, critic: x },
    update: { policy: x, critic: 4 * x },
  });
  expect(medianAgreement([9, 1, 2].map(agreement))).toEqual(agreement(2));
  expect(medianAgreement([9, NaN, 2].map(agreement)).metrics["loss"]).toBeNaN();
});
