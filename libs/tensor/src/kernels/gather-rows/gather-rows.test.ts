import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { tf } from "../../tfjs";
import { expectParity, randomArray } from "../parity";
import { gatherRows } from "./op";

describe("gatherRows", () => {
  it("agrees on every backend, forward and gradient, with repeated and missing rows", async () => {
    const index = Int32Array.of(4, 1, 4, 0);
    await expectParity({
      inputs: { x: randomArray("x", [6, 3]) },
      run: (p) => gatherRows(tf.reshape(p.get("x"), [6, 3]), index),
    });
  });

  it("refuses an index outside", () => {
    expect(() => gatherRows(tf.zeros([2, 2]), Int32Array.of(2))).toThrow(ShapeError);
  });
});
