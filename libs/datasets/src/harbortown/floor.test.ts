import { describe, expect, it } from "vitest";
import { z } from "zod";
import goldenJson from "./golden/floor.json";
import { testStream } from "../rng.test-stream";
import { gatherEvidence } from "./evidence";
import { conditionalLogProbability, marginalFloor, marginalLogProbability } from "./floor";
import { sampleDocument, sampleLatent } from "./generator";

const golden = z
  .object({
    latents: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    cases: z.array(
      z.object({
        entities: z.array(z.string()),
        text: z.string(),
        logProbability: z.number(),
        error: z.number(),
        conditional: z.array(z.number()),
      }),
    ),
  })
  .parse(goldenJson);
const evidenceOf = (c: { entities: string[]; text: string }) => gatherEvidence(c.entities, c.text.split(" "));
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("log-probability of a document", () => {
  it("given the writer, is the design's", () => {
    for (const c of golden.cases) {
      golden.latents.forEach(([sentiment, descriptiveness, politeness, topicality], i) => {
        const got = conditionalLogProbability(evidenceOf(c), { sentiment, descriptiveness, politeness, topicality });
        expect(got, c.text).toBeCloseTo(c.conditional[i] ?? NaN, 9);
      });
    }
  });

  it("with the writer unknown, is within the errors of 200,000 importance samples in Python", () => {
    const z = golden.cases.map((c) => (marginalLogProbability(evidenceOf(c)) - c.logProbability) / c.error);
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(4.5);
    expect(Math.abs(mean(z))).toBeLessThan(4 / Math.sqrt(z.length));
  });

  it("with the writer unknown, is within the errors of importance samples drawn here", () => {
    const rng = testStream(8);
    const { prompt, responseWords } = sampleDocument(rng, "broad");
    const evidence = gatherEvidence(prompt.entities, responseWords);
    const exact = marginalLogProbability(evidence);
    const ratios = Array.from({ length: 40_000 }, () =>
      Math.exp(conditionalLogProbability(evidence, sampleLatent(rng, "broad")) - exact),
    );
    const error = Math.sqrt(mean(ratios.map((r) => (r - 1) ** 2)) / ratios.length);
    expect(Math.abs(mean(ratios) - 1)).toBeLessThan(4 * error);
  });

  it("is refused for words that the generator cannot have written", () => {
    expect(() => gatherEvidence(["mill"], ["lovely", "lovely", "."])).toThrow(/expected a response of the generator/);
    expect(() => gatherEvidence(["mill"], [])).toThrow(/expected a response of the generator/);
  });
});

describe("evidence", () => {
  it("has the shares of descriptions that the generator's latents imply", () => {
    const rng = testStream(11);
    const documents = Array.from({ length: 20_000 }, () => sampleDocument(rng, "broad"));
    const described = documents.map((d) => gatherEvidence(d.prompt.entities, d.responseWords).described);
    const [none, one, two] = [0, 1, 2].map((k) => described.reduce((sum, counts) => sum + (counts[k] ?? NaN), 0));
    const total = (none ?? NaN) + (one ?? NaN) + (two ?? NaN);
    const d = 1.2 / 2.8; // mean of Beta(1.2, 1.6), then of its square
    const d2 = (1.2 * 2.2) / (2.8 * 3.8);
    expect(Math.abs((none ?? NaN) / total - (1 - 0.75 * d))).toBeLessThan(0.008);
    expect(Math.abs((two ?? NaN) / total - 0.75 * 0.35 * d2)).toBeLessThan(0.005);
  });
});

describe("marginalFloor", () => {
  it("is 1.282 nats per response token", () => {
    const rng = testStream(10);
    const floor = marginalFloor(Array.from({ length: 3_000 }, () => sampleDocument(rng, "broad")));
    expect(floor.standardError).toBeLessThan(0.007);
    expect(Math.abs(floor.natsPerToken - 1.282)).toBeLessThan(4 * floor.standardError);
    expect(floor.documents).toBe(3_000);
  });
});
