import { describe, expect, it } from "vitest";
import { placeText, readPlace, readPromptView, slugOf, withValues } from "./address";

describe("readPromptView", () => {
  it("reads back what withValues wrote", () => {
    const written = withValues(new URLSearchParams(), {
      set: "s",
      split: "gold",
      tag: "hard one",
      text: "ä&b",
      after: "49",
    });
    expect(readPromptView(new URLSearchParams(written))).toEqual({
      setId: "s",
      split: "gold",
      tag: "hard one",
      search: "ä&b",
      after: 49,
    });
  });

  it("passes over what it does not know", () => {
    const view = readPromptView(new URLSearchParams("split=all&after=-3&tag="));
    expect(view).toEqual({ setId: undefined, split: undefined, tag: undefined, search: undefined, after: undefined });
  });
});

describe("withValues", () => {
  it("goes back to the first page when a filter changes, and keeps what it was not asked about", () => {
    const address = new URLSearchParams("project=p&tag=a&after=99");
    expect(withValues(address, { split: "val" })).toBe("?project=p&tag=a&split=val");
    expect(withValues(address, { tag: null, after: "149" })).toBe("?project=p&after=149");
  });
});

it("keeps a place in a file over the address, and starts at the top for anything else", () => {
  const place = { offset: 12_345, rowNo: 678 };
  expect(readPlace(placeText(place))).toEqual(place);
  for (const text of [null, "", "x.y", "1", "-1.2"]) expect(readPlace(text)).toEqual({ offset: 0, rowNo: 0 });
});

it("makes a slug that the API takes", () => {
  expect(slugOf("Week 1: Küche!")).toBe("week-1-kuche");
  expect(slugOf(" -- ")).toBe("");
  expect(slugOf("a".repeat(80))).toHaveLength(60);
});
