import { expect, it } from "vitest";
import { entropyAtLeast, nextTokens } from "./next-tokens";

const place = (ps: readonly number[], refs?: readonly number[]) => {
  const top = ps.map((p, i) => {
    const ref = refs?.[i];
    return { tokenId: i, text: `t${i}`, logp: Math.log(p), refLogp: ref === undefined ? null : Math.log(ref) };
  });
  return { position: 0, tokenId: 0, text: "t0", logp: Math.log(ps[0] ?? 1), refLogp: null, top };
};
const all = { temperature: 1, topK: 0, topP: 1 };
const drawn = (ps: readonly number[], now: Partial<typeof all>, asked = { temperature: 1 }) =>
  nextTokens(place(ps), asked, { ...all, ...now }).rows.map((row) => row.drawn);

it("draws with the probabilities themselves when nothing is cut and the temperature is the same", () => {
  const chances = drawn([0.5, 0.3, 0.2], { temperature: 0.7 }, { temperature: 0.7 });
  [0.5, 0.3, 0.2].forEach((p, i) => expect(chances[i]).toBeCloseTo(p));
});

it("squares the odds at half the temperature", () => {
  const [one = 0, two = 0] = drawn([0.6, 0.3, 0.1], { temperature: 0.5 });
  expect(one / two).toBeCloseTo(4);
  const [flat = 0, tail = 0] = drawn([0.6, 0.3, 0.1], { temperature: 2 });
  expect(flat / tail).toBeCloseTo(Math.SQRT2);
});

it("cuts by top-k first, then keeps the smallest set that has the share top-p of what is left", () => {
  expect(drawn([0.5, 0.3, 0.2], { topK: 1 })).toEqual([1, 0, 0]);
  const two = drawn([0.5, 0.3, 0.2], { topP: 0.7 });
  expect(two[0]).toBeCloseTo(0.625);
  expect(two[2]).toBe(0);
  expect(drawn([0.5, 0.3, 0.2], { topK: 2, topP: 0.6 })).toEqual([1, 0, 0]); // 0.5 of 0.8 is over 60 %
});

it("counts what is not listed, and says when that makes chances rough", () => {
  const { rows, rest, isApproximate } = nextTokens(place([0.5, 0.3]), { temperature: 1 }, all);
  expect(rest).toBeCloseTo(0.2);
  expect(rows[0]?.drawn).toBeCloseTo(0.5);
  expect(isApproximate).toBe(true);
  expect(nextTokens(place([0.5, 0.3]), { temperature: 1 }, { ...all, topK: 2 }).isApproximate).toBe(false);
});

it("compares with the reference in nats", () => {
  const [row] = nextTokens(place([0.5, 0.5], [0.25, 0.75]), { temperature: 1 }, all).rows;
  expect(row?.delta).toBeCloseTo(Math.log(2));
  expect(row?.pRef).toBeCloseTo(0.25);
});

it("bounds the entropy from below", () => {
  expect(entropyAtLeast([Math.log(0.5), Math.log(0.5)])).toBeCloseTo(Math.log(2));
  expect(entropyAtLeast([Math.log(0.5)])).toBeCloseTo(Math.log(2));
  expect(entropyAtLeast([0])).toBeCloseTo(0);
});
