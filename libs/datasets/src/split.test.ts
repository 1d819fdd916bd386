import { describe, expect, it } from "vitest";
import { splitOf } from "./split";

describe("splitOf", () => {
  it("depends on the key alone and gives each split its share", () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `prompt ${i}`);
    const splits = keys.map((key) => splitOf(key, { val: 0.1, test: 0.2 }));
    expect(splits).toEqual(keys.map((key) => splitOf(key, { val: 0.1, test: 0.2 })));
    const share = (name: string) => splits.filter((s) => s === name).length / keys.length;
    expect(Math.abs(share("val") - 0.1)).toBeLessThan(0.01);
    expect(Math.abs(share("test") - 0.2)).toBeLessThan(0.012);
  });
});
