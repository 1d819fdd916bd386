import { expect, it } from "vitest";
import { readPoliciesFilter } from "./policies-filter";

const read = (search: string) => readPoliciesFilter(new URLSearchParams(search));

it("shows the last checkpoint of each run unless all are asked for", () => {
  expect(read("").newestOfRun).toBe(true);
  expect(read("checkpoints=all").newestOfRun).toBe(false);
});

it("reads kind, name and page, and ignores what it does not know", () => {
  const at = "2026-11-27T10:00:00.000Z";
  expect(read(`kind=ppo&name=x&before=${at}&after=7`)).toEqual({
    ...{ kind: "ppo", query: "x", newestOfRun: true },
    before: { createdAt: new Date(at), id: "7" },
  });
  const none = { kind: undefined, query: undefined, newestOfRun: true, before: undefined };
  expect(read("kind=alien&name=&before=never&after=7")).toEqual(none);
  expect(read(`before=${at}`)).toEqual(none);
});
