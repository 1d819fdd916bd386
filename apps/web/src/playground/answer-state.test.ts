import { expect, it } from "vitest";
import {
  allTokens,
  isOver,
  klOf,
  newAnswer,
  prefixWith,
  tokensPerSecond,
  withNotice,
  type SampledToken,
} from "./answer-state";

const token = (position: number, tokenId: number, more: Partial<SampledToken> = {}): SampledToken => ({
  position,
  tokenId,
  text: `t${tokenId}`,
  logp: -1,
  refLogp: -2,
  top: [
    { tokenId, text: `t${tokenId}`, logp: -1, refLogp: -2 },
    { tokenId: 99, text: "other", logp: -3, refLogp: -1 },
  ],
  ...more,
});
const fresh = () => newAnswer({ requestId: "r", prefix: [], temperature: 1, now: 0 });
const running = (tokens: SampledToken[]) => ({ status: "running" as const, reason: null, tokens });

it("takes in tokens once, however the line breaks", () => {
  let answer = withNotice(fresh(), running([token(0, 5), token(1, 6)]), 1_000);
  answer = withNotice(answer, running([token(1, 6), token(2, 7)]), 2_000);
  expect(answer.tokens.map((t) => t.tokenId)).toEqual([5, 6, 7]);
  expect(tokensPerSecond(answer)).toBe(2);
  expect(isOver(answer)).toBe(false);
  const failed = withNotice(answer, { status: "failed", reason: "out of time", tokens: [] }, 3_000);
  expect(failed).toMatchObject({ reason: "out of time", lastAt: 2_000 });
  expect(isOver(failed)).toBe(true);
});

it("adds up the KL only when every token was compared", () => {
  const answer = withNotice(fresh(), running([token(0, 5), token(1, 6)]), 0);
  expect(klOf(answer)).toBe(2);
  expect(klOf(withNotice(answer, running([token(2, 7, { refLogp: null })]), 0))).toBeNull();
  expect(klOf(fresh())).toBeNull();
});

it("goes on from a place with the token chosen there, under its own figures", () => {
  const answer = withNotice(fresh(), running([token(0, 5), token(1, 6), token(2, 7)]), 0);
  const prefix = prefixWith(answer, 1, 99);
  expect(prefix.map((t) => t.tokenId)).toEqual([5, 99]);
  expect(prefix[1]).toMatchObject({ text: "other", logp: -3, refLogp: -1 });
  const branch = withNotice({ ...fresh(), prefix }, running([token(0, 8)]), 0);
  expect(allTokens(branch).map((t) => t.tokenId)).toEqual([5, 99, 8]);
  expect(prefixWith(branch, 2, 8).map((t) => t.tokenId)).toEqual([5, 99, 8]);
});
