import { describe, expect, it } from "vitest";
import { z } from "zod";
import goldenJson from "./golden/statistics.json";
import { testStream } from "../rng.test-stream";
import { ANNOTATORS, bayesCeiling, probabilityOfLeft } from "./annotators";
import { sampleDocument, type HarborWriter } from "./generator";
import { harborFeatures } from "./gold";
import { acceptsSentence, splitSentences } from "./grammar";
import { VOCABULARY } from "./vocabulary";

const number = z.number();
const Ceiling = z.object({ temperature: number, lapse: number, accuracy: number, agreement: number, nats: number });
const Statistics = z.object({
  documents: number,
  length: number,
  lengthSd: number,
  prompt: number,
  gold: number,
  goldSd: number,
  correlation: number,
  topic: number,
  adjectives: number,
  ceilings: z.array(Ceiling),
  words: z.record(z.string(), z.object({ mean: number, deviation: number })),
});
const golden = z.object({ broad: Statistics, expert: Statistics }).parse(goldenJson);

const N = 20_000;
const draw = (writer: HarborWriter, seed: number) => {
  const rng = testStream(seed);
  return Array.from({ length: N }, () => sampleDocument(rng, writer));
};
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(mean(values.map((v) => v * v)) - mean(values) ** 2);
function correlation(a: readonly number[], b: readonly number[]): number {
  return (mean(a.map((v, i) => v * (b[i] ?? NaN))) - mean(a) * mean(b)) / (deviation(a) * deviation(b));
}

describe.each(["broad", "expert"] as const)("the %s generator", (writer) => {
  const documents = draw(writer, writer === "broad" ? 1 : 2);
  const features = documents.map((d) => harborFeatures(d.prompt.entities, d.responseWords));
  const want = golden[writer];
  const lengths = features.map((f) => f.tokens);
  const golds = features.map((f) => f.gold);
  // four errors of a difference of two means: ours of 20,000 draws, the golden's of 60,000
  const margin = (sd: number) => 4 * sd * Math.sqrt(1 / N + 1 / want.documents);

  it(`writes only sentences that the grammar accepts (${N} documents)`, () => {
    const sentences = documents.flatMap((d) => splitSentences(d.responseWords));
    expect(sentences.length).toBeGreaterThan(N);
    expect(sentences.filter((s) => !acceptsSentence(s))).toEqual([]);
  });

  it("uses only words of the vocabulary", () => {
    const used = new Set(documents.flatMap((d) => [...d.prompt.words, ...d.responseWords]));
    expect([...used].filter((word) => !VOCABULARY.includes(word))).toEqual([]);
  });

  it("has the peer's mean length, prompt, gold, topic and adjectives", () => {
    expect(Math.abs(mean(lengths) - want.length)).toBeLessThan(margin(want.lengthSd));
    expect(Math.abs(mean(documents.map((d) => d.prompt.words.length)) - want.prompt)).toBeLessThan(margin(0.9));
    expect(Math.abs(mean(golds) - want.gold)).toBeLessThan(margin(want.goldSd));
    expect(Math.abs(mean(features.map((f) => f.topic)) - want.topic)).toBeLessThan(margin(0.4));
    expect(Math.abs(mean(features.map((f) => f.adjectives)) - want.adjectives)).toBeLessThan(margin(1.5));
  });

  it("uses every word as often as the peer", () => {
    const total = new Map<string, number>();
    for (const word of documents.flatMap((d) => d.responseWords)) total.set(word, (total.get(word) ?? 0) + 1);
    expect([...total.keys()].sort()).toEqual(Object.keys(want.words).sort());
    const errors = Object.entries(want.words).map(([word, { mean: expected, deviation: sd }]) => {
      return Math.abs((total.get(word) ?? 0) / N - expected) / margin(sd / 4); // in standard errors
    });
    expect(Math.max(...errors)).toBeLessThan(4.5);
  });

  it("has the peer's deviation of gold and correlation with length", () => {
    expect(Math.abs(deviation(golds) - want.goldSd)).toBeLessThan(margin(want.goldSd));
    expect(Math.abs(correlation(lengths, golds) - want.correlation)).toBeLessThan(margin(1));
  });

  it.each(want.ceilings)("has the ceiling of τ $temperature, ε $lapse", ({ temperature, lapse, ...expected }) => {
    const rng = testStream(9);
    const traits = { ...ANNOTATORS.typical, temperature, lapse };
    const probabilities = Array.from({ length: 2 * N }, () => {
      const [goldLeft = 0, goldRight = 0] = [golds[rng.int(N)], golds[rng.int(N)]];
      return probabilityOfLeft(traits, { goldLeft, goldRight, tokensLeft: 20, tokensRight: 20, itemsSeen: 0 });
    });
    const got = bayesCeiling(probabilities);
    expect(Math.abs(got.accuracy - expected.accuracy)).toBeLessThan(0.006);
    expect(Math.abs(got.agreement - expected.agreement)).toBeLessThan(0.006);
    expect(Math.abs(got.nats - expected.nats)).toBeLessThan(0.012);
  });
});

describe("documents", () => {
  it("are the same for the same stream, and others for another", () => {
    expect(sampleDocument(testStream(5), "broad")).toEqual(sampleDocument(testStream(5), "broad"));
    expect(sampleDocument(testStream(5), "broad")).not.toEqual(sampleDocument(testStream(6), "broad"));
  });
});
