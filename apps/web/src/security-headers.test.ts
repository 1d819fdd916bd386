import { expect, it } from "vitest";
import { securityHeaders } from "./security-headers";

const of = (more = {}) => securityHeaders({ nonce: "bm9uY2U=", secure: false, development: false, ...more });

it("runs scripts with this page's nonce alone, and never eval in production", () => {
  const policy = of()["content-security-policy"];
  expect(policy).toContain("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).toContain("frame-ancestors 'none'");
});

it("promises https only where it is served over https", () => {
  expect(of()).not.toHaveProperty("strict-transport-security");
  expect(of({ secure: true })).toHaveProperty("strict-transport-security");
});
