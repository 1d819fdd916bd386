import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { tf } from "../../tfjs";
import { expectParity, randomArray } from "../parity";
import { embed } from "./op";

describe("embed", () => {
  it("agrees on every backend, forward and gradient, with repeated tokens", async () => {
    const tokens = Int32Array.of(3, 0, 3, 6, 3, 1);
    const positions = Int32Array.of(0, 1, 2, 0, 1, 0);
    await expectParity({
      inputs: { wte: randomArray("wte", [7, 5]), wpe: randomArray("wpe", [4, 5]) },
      run: (p) =>
        embed({ tokens, positions, wte: tf.reshape(p.get("wte"), [7, 5]), wpe: tf.reshape(p.get("wpe"), [4, 5]) }),
    });
  });

  it("refuses tokens and positions outside their tables", () => {
    const tables = { wte: tf.zeros<tf.Rank.R2>([3, 2]), wpe: tf.zeros<tf.Rank.R2>([2, 2]) };
    expect(() => embed({ tokens: Int32Array.of(3), positions: Int32Array.of(0), ...tables })).toThrow(/tokens.*0 … 2/);
    expect(() => embed({ tokens: Int32Array.of(0), positions: Int32Array.of(2), ...tables })).toThrow(ShapeError);
    expect(() => embed({ tokens: Int32Array.of(-1), positions: Int32Array.of(0), ...tables })).toThrow(ShapeError);
    expect(() => embed({ tokens: Int32Array.of(0, 1), positions: Int32Array.of(0), ...tables })).toThrow(ShapeError);
  });
});
