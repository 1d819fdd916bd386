import { expect, it } from "vitest";
import { PAGES, pagesFor, phoneBar, railFor } from "./pages";

const ROLES = ["owner", "admin", "researcher", "adjudicator", "annotator", "viewer"];

it("shows an annotator where it works, and nothing that tells what it is compared with", () => {
  for (const pages of [pagesFor("annotator"), railFor("annotator")])
    expect(pages.map((page) => page.href)).toEqual(["/label", "/history", "/guidelines"]);
});

it("keeps what only annotators need out of the others' rail, not out of their reach", () => {
  expect(railFor("researcher").some((page) => page.href === "/history")).toBe(false);
  expect(pagesFor("researcher").some((page) => page.href === "/history")).toBe(true);
});

it("puts at most four pages on a phone's bar, and loses none of the rail", () => {
  for (const role of ROLES) {
    const { bar, more } = phoneBar(role);
    expect(bar.length).toBeLessThanOrEqual(4);
    expect(bar.some((page) => page.href === "/label")).toBe(true);
    expect([...bar, ...more].map((page) => page.href).toSorted()).toEqual(
      railFor(role)
        .map((page) => page.href)
        .toSorted(),
    );
  }
});

it("gives every page one key of its own", () => {
  expect(new Set(PAGES.map((page) => page.key)).size).toBe(PAGES.length);
});
