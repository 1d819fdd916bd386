import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { tf } from "../../tfjs";
import { expectParity, randomArray } from "../parity";
import { causalAttention } from "./op";

describe("causalAttention", () => {
  it.each([
    { offsets: [0, 1], nHead: 1, d: 2 },
    { offsets: [0, 3, 4, 9], nHead: 2, d: 4 },
    { offsets: [0, 17, 20, 21, 40], nHead: 3, d: 8 },
    { offsets: [0, 5, 5, 8], nHead: 1, d: 16 },
  ])("agrees on every backend, forward and gradient: rows at $offsets, $nHead heads of $d", async (o) => {
    const n = o.offsets.at(-1) ?? 0;
    const width = 3 * o.nHead * o.d;
    await expectParity({
      inputs: { qkv: randomArray("qkv", [n, width]) },
      run: (p) =>
        causalAttention({
          qkv: tf.reshape(p.get("qkv"), [n, width]),
          offsets: Int32Array.from(o.offsets),
          nHead: o.nHead,
        }),
    });
  });

  it("lets no token see another row or a later token", () => {
    const attend = (values: Float32Array) =>
      causalAttention({ qkv: tf.tensor2d(values, [6, 12]), offsets: Int32Array.of(0, 2, 6), nHead: 2 }).dataSync();
    const { values } = randomArray("qkv", [6, 12]);
    const before = attend(values);
    const changed = values.slice();
    changed.fill(9, 4 * 12); // tokens 4 and 5 of row 1
    const after = attend(changed);
    expect(after.slice(0, 4 * 4)).toEqual(before.slice(0, 4 * 4));
    expect(after.slice(4 * 4)).not.toEqual(before.slice(4 * 4));
  });

  it("copies the value of a row of one token", () => {
    const { values } = randomArray("one", [1, 6]);
    const y = causalAttention({ qkv: tf.tensor2d(values, [1, 6]), offsets: Int32Array.of(0, 1), nHead: 1 }).dataSync();
    expect([...y]).toEqual([...values.slice(4)]);
  });

  it("refuses widths and offsets that do not fit", () => {
    const qkv = tf.zeros<tf.Rank.R2>([4, 12]);
    expect(() => causalAttention({ qkv, offsets: Int32Array.of(0, 4), nHead: 3 })).toThrow(ShapeError);
    expect(() => causalAttention({ qkv, offsets: Int32Array.of(0, 3), nHead: 2 })).toThrow(/rise from 0 to 4/);
    expect(() => causalAttention({ qkv, offsets: Int32Array.of(0, 3, 2, 4), nHead: 2 })).toThrow(ShapeError);
  });
});
