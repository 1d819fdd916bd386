import { expect, it } from "vitest";
import { hasWords } from "./has-words";

it("wants every word, in any order and case; nothing wants nothing", () => {
  expect(hasWords("Switch between light and dark", "DARK switch")).toBe(true);
  expect(hasWords("Switch between light and dark", "dark mode")).toBe(false);
  expect(hasWords("Home", "  ")).toBe(true);
});
