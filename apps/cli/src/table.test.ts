import { expect, it } from "vitest";
import { renderPairs, renderTable } from "./table";

it("pads every column to its widest cell and leaves no trailing blanks", () => {
  expect(
    renderTable(
      ["key", "unit"],
      [
        ["ppo.klCoef", "nats"],
        ["lr", ""],
      ],
    ).split("\n"),
  ).toEqual(["key         unit", "──────────  ────", "ppo.klCoef  nats", "lr"]);
});

it("sets the values of pairs under each other", () => {
  expect(
    renderPairs([
      ["SFT", "a"],
      ["PPO 2", "b"],
    ]),
  ).toBe("  SFT    a\n  PPO 2  b");
});
