import type { RouterOutputs } from "@rlhf/api";

type Streamed = RouterOutputs["playground"]["answer"] extends AsyncIterable<infer T> ? T : never;
export type SampleNotice = Streamed extends { data: infer D }
  ? D
  : Streamed extends readonly [string, infer D, ...unknown[]]
    ? D
    : never;
export type SampledToken = SampleNotice["tokens"][number];

/** One answer of one policy, as far as it is written. */
export type Answer = {
  requestId: string;
  /** Tokens of an earlier answer that this one goes on from, with the one chosen in its place as the last. */
  prefix: readonly SampledToken[];
  tokens: readonly SampledToken[];
  status: SampleNotice["status"];
  reason: string | null;
  /** Of the request: what its log-probabilities are meant at. */
  temperature: number;
  askedAt: number;
  firstAt: number | null;
  lastAt: number | null;
};

export const newAnswer = (asked: Pick<Answer, "requestId" | "prefix" | "temperature"> & { now: number }): Answer => {
  const { now, ...of } = asked;
  return { ...of, tokens: [], status: "queued", reason: null, askedAt: now, firstAt: null, lastAt: null };
};

/** Takes in what came; a token that came before, over a reconnect, is not taken twice. */
export function withNotice(answer: Answer, notice: SampleNotice, now: number): Answer {
  const fresh = notice.tokens.filter((token) => token.position >= answer.tokens.length);
  const grows = fresh.length > 0;
  return {
    ...answer,
    status: notice.status,
    reason: notice.reason,
    tokens: grows ? [...answer.tokens, ...fresh] : answer.tokens,
    firstAt: answer.firstAt ?? (grows ? now : null),
    lastAt: grows ? now : answer.lastAt,
  };
}

/** The whole answer: what was kept of the earlier one, and what was drawn anew. */
export const allTokens = (answer: Answer): SampledToken[] => [...answer.prefix, ...answer.tokens];

export const isOver = ({ status }: Answer): boolean => status !== "queued" && status !== "running";

/** Tokens drawn per second, between the first and the last one. */
export function tokensPerSecond({ tokens, firstAt, lastAt }: Answer): number | null {
  const seconds = ((lastAt ?? 0) - (firstAt ?? 0)) / 1_000;
  return tokens.length > 1 && seconds > 0 ? (tokens.length - 1) / seconds : null;
}

/** k1 estimate of the KL to the reference over the answer, nats; null without a reference. */
export function klOf(answer: Answer): number | null {
  const tokens = allTokens(answer);
  const logRatios = tokens.flatMap(({ logp, refLogp }) => (refLogp === null ? [] : [logp - refLogp]));
  return tokens.length > 0 && logRatios.length === tokens.length ? logRatios.reduce((a, b) => a + b, 0) : null;
}

/** The tokens before a place and the one chosen for it: what an answer goes on from. */
export function prefixWith(answer: Answer, at: number, tokenId: number): SampledToken[] {
  const tokens = allTokens(answer);
  const place = tokens[at];
  const chosen = place?.top.find((token) => token.tokenId === tokenId);
  if (!place) return tokens;
  const last = chosen ? { ...place, ...chosen } : place;
  return [...tokens.slice(0, at), last];
}
