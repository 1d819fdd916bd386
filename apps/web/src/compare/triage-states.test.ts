import { expect, it } from "vitest";
import { TRIAGE, triageKey } from "./triage-states";

it("gives every state one key of its own, and moves with the arrows", () => {
  expect(TRIAGE.map(({ key, status }) => [triageKey({ key: key.toLowerCase() }), { status }])).toSatisfy(
    (pairs: [unknown, unknown][]) => pairs.every(([got, want]) => JSON.stringify(got) === JSON.stringify(want)),
  );
  expect(triageKey({ key: "ArrowDown" })).toEqual({ move: 1 });
  expect(triageKey({ key: "k" })).toEqual({ move: -1 });
  expect(triageKey({ key: "n" })).toEqual({ note: true });
  for (const key of ["Enter", "Delete", "Backspace", "x", "O"]) expect(triageKey({ key })).toBeNull();
});
