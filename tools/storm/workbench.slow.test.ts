import { expect, it } from "vitest";
import { STORMS } from "./storms";

// Small counts of `npm run storm`, of the product as `npm start` builds it; the full ones are in docs/reliability.md.
it.each([
  ["workbench", 6], // each victim once: web, trainer, database, everything, worker, Ctrl-C
  ["schedule", 6],
  ["zombie-worker", 1],
])(
  "%s, %i times: nothing shows in the end",
  async (kind, rounds) => {
    const report = await STORMS[kind]?.({ rounds, seed: 7, precision: "float32" });
    console.log(JSON.stringify({ kind, ...report }));
    expect(report?.wrong).toEqual([]);
  },
  600_000,
);
