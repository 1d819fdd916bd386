import { gatherEvidence, type Evidence } from "./evidence";
import type { HarborDocument, HarborLatent } from "./generator";

export type Floor = { natsPerToken: number; standardError: number; documents: number; tokens: number };

/** log p(response | prompt, writer), of the broad generator, in nats; one factor for each latent. */
export function conditionalLogProbability(e: Evidence, z: Omit<HarborLatent, "sentences">): number {
  return (
    e.constant +
    Math.log(sentimentFactor(e, z.sentiment)) +
    Math.log(descriptionFactor(e, z.descriptiveness)) +
    Math.log(politenessFactor(e, z.politeness)) +
    Math.log(topicFactor(e, z.topicality))
  );
}

/**
 * log p(response | prompt) with the writer unknown, in nats. The likelihood is a product of one factor per latent and the
 * latents are independent, so four one-dimensional integrals give the marginal exactly; world/floor.py samples the same.
 */
export function marginalLogProbability(e: Evidence): number {
  return (
    e.constant +
    Math.log(expectation(SENTIMENT, (s) => sentimentFactor(e, s))) +
    Math.log(expectation(DESCRIPTIVENESS, (d) => descriptionFactor(e, d))) +
    Math.log(expectation(POLITENESS, (p) => politenessFactor(e, p))) +
    Math.log(expectation(TOPICALITY, (t) => topicFactor(e, t)))
  );
}

/** Fewest nats per response token, EOS included, that any language model can reach on these broad documents. */
export function marginalFloor(documents: readonly HarborDocument[]): Floor {
  const rows = documents.map((d) => ({
    nats: -marginalLogProbability(gatherEvidence(d.prompt.entities, d.responseWords)),
    tokens: d.responseWords.length + 1,
  }));
  const tokens = rows.reduce((sum, row) => sum + row.tokens, 0);
  const natsPerToken = rows.reduce((sum, row) => sum + row.nats, 0) / tokens;
  const squares = rows.reduce((sum, row) => sum + (row.nats - natsPerToken * row.tokens) ** 2, 0);
  return { natsPerToken, standardError: Math.sqrt(squares) / tokens, documents: rows.length, tokens };
}

const sentimentFactor = (e: Evidence, s: number) => ((1 + s) / 2) ** e.positive * ((1 - s) / 2) ** e.negative;

function descriptionFactor({ described }: Evidence, d: number): number {
  const [none, one, two] = described;
  return (1 - 0.75 * d) ** none * (0.75 * d * (1 - 0.35 * d)) ** one * (0.75 * 0.35 * d * d) ** two;
}

function politenessFactor({ opener, closer }: Evidence, p: number): number {
  const rude = 0.35 * (1 - p);
  const opening = { polite: 0.8 * p, rude: (1 - 0.8 * p) * rude, none: (1 - 0.8 * p) * (1 - rude) }[opener];
  return opening * (closer ? 0.5 * p : 1 - 0.5 * p);
}

const POOL_SIZE = 8;
const NOUNS = 24;

/** Each pool holds at most one entity of a prompt. */
function topicFactor({ lead, entities, asked, unasked }: Evidence, t: number): number {
  const onTopic = 0.25 + 0.75 * t;
  const drawn = (1 - onTopic) / NOUNS;
  const leading = { asked: onTopic / entities + drawn, other: drawn, none: 1 }[lead];
  return leading * (t + (1 - t) / POOL_SIZE) ** asked * ((1 - t) / POOL_SIZE) ** unasked;
}

type Quadrature = { points: number[]; weights: number[] };

const NODES = 1_000; // doubling them moves the floor by less than 1e-7
const expectation = ({ points, weights }: Quadrature, f: (x: number) => number) =>
  points.reduce((sum, x, i) => sum + f(x) * (weights[i] ?? 0), 0);

/** x = sin²θ takes the edges' fractional powers out of the Beta density. */
function betaQuadrature(a: number, b: number): Quadrature {
  const angles = Array.from({ length: NODES }, (_, i) => ((i + 0.5) * Math.PI) / (2 * NODES));
  const raw = angles.map((angle) => Math.sin(angle) ** (2 * a - 1) * Math.cos(angle) ** (2 * b - 1));
  const total = raw.reduce((sum, w) => sum + w, 0);
  return { points: angles.map((angle) => Math.sin(angle) ** 2), weights: raw.map((w) => w / total) };
}

/** Normal(0, deviation) clipped to −1…1: a density inside, an atom on each edge. */
function clippedNormalQuadrature(deviation: number): Quadrature {
  const inside = Array.from({ length: NODES }, (_, i) => (2 * (i + 0.5)) / NODES - 1);
  const density = (x: number) => Math.exp(-((x / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
  const weights = inside.map((x) => (density(x) * 2) / NODES);
  const edge = (1 - weights.reduce((sum, w) => sum + w, 0)) / 2;
  return { points: [-1, ...inside, 1], weights: [edge, ...weights, edge] };
}

const SENTIMENT = clippedNormalQuadrature(0.7);
const DESCRIPTIVENESS = betaQuadrature(1.2, 1.6);
const POLITENESS = betaQuadrature(1, 1);
const TOPICALITY = betaQuadrature(3, 1.3);
