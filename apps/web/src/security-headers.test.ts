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

it("lets the development server's own styles in, where a nonce would shut them out", () => {
  const styles = (development: boolean) =>
    /style-src-elem [^;]*/.exec(of({ development })["content-security-policy"])?.[0];
  expect(styles(true)).toBe("style-src-elem 'self' 'unsafe-inline'");
  expect(styles(false)).toBe("style-src-elem 'self' 'nonce-bm9uY2U='");
});
