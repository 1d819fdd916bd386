import { expect, it } from "vitest";
import { fieldText } from "./import-report";

it("shows texts, conversations and anything else as text", () => {
  expect(fieldText("why?")).toBe("why?");
  expect(
    fieldText([
      { role: "user", content: "why?" },
      { role: "assistant", content: "so" },
    ]),
  ).toBe("user: why?\nassistant: so");
  expect(fieldText(2)).toBe("2");
  expect(fieldText(undefined)).toBe("");
});
