import { expect, it } from "vitest";
import { detailText } from "./audit-detail";

it("writes an audited call in one line, without the project's id", () => {
  expect(detailText({ projectId: "p", role: "viewer", days: 7, scopes: ["read"] })).toBe(
    'role viewer · days 7 · scopes ["read"]',
  );
  expect(detailText({})).toBe("");
  expect(detailText(null)).toBe("");
});
