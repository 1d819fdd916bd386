import { describe, expect, it } from "vitest";
import { readEnv } from "./env";

const good = { NODE_ENV: "test", DATABASE_URL: "postgresql://u:p@127.0.0.1/db", AUTH_SECRET: "x".repeat(32) } as const;

describe("readEnv", () => {
  it("puts the artifacts into the home unless told otherwise", () => {
    expect(readEnv({ ...good, RLHF_HOME: "/home/of" }).artifacts).toBe("/home/of/artifacts");
    expect(readEnv({ ...good, RLHF_ARTIFACTS: "/store" }).artifacts).toBe("/store");
  });

  it("refuses to start without a database or with a short secret, and names the variable", () => {
    expect(() => readEnv({ ...good, DATABASE_URL: "" })).toThrow(/DATABASE_URL/);
    expect(() => readEnv({ ...good, AUTH_SECRET: "short" })).toThrow(/AUTH_SECRET: expected at least 32/);
  });
});
