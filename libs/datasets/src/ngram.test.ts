import { describe, expect, it } from "vitest";
import { z } from "zod";
import goldenJson from "./harbortown/golden/ngram.json";
import { bestNgram } from "./ngram";

const Row = z.object({ tokens: z.array(z.number()), promptLength: z.number() });
const golden = z
  .object({ vocabSize: z.number(), train: z.array(Row), heldout: z.array(Row), natsByOrder: z.array(z.number()) })
  .parse(goldenJson);

describe("bestNgram", () => {
  it.each([1, 2, 3, 4, 5])("has Python's nats when orders go up to %i", (maxOrder) => {
    const want = golden.natsByOrder.slice(0, maxOrder);
    const got = bestNgram(golden.train, golden.heldout, { vocabSize: golden.vocabSize, maxOrder });
    expect(got.natsPerToken).toBeCloseTo(Math.min(...want), 10);
    expect(got.order).toBe(want.indexOf(Math.min(...want)) + 1);
  });

  it("gives a token that was never seen its share of the uniform", () => {
    const training = [{ tokens: [1, 5, 5, 5], promptLength: 1 }];
    const got = bestNgram(training, [{ tokens: [1, 7], promptLength: 1 }], { vocabSize: 10, maxOrder: 1 });
    expect(got.natsPerToken).toBeCloseTo(-Math.log(0.1 / (3 + 1)), 12);
  });
});
