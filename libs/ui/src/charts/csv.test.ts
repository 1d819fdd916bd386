import { expect, it } from "vitest";
import { toCsv } from "./csv";

it("quotes what needs quotes, keeps numbers, and disarms formulas", () => {
  const csv = toCsv({
    columns: ["policy", "win rate"],
    rows: [
      ['a "b", c', -0.5],
      ["=1+1", null],
      ["＝x", NaN],
    ],
  });
  expect(csv).toBe('policy,win rate\r\n"a ""b"", c",-0.5\r\n\'=1+1,\r\n\'＝x,NaN\r\n');
});
