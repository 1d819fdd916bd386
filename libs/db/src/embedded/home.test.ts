import { DatabaseError } from "@rlhf/domain";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resolveHome } from "./home";

describe("resolveHome", () => {
  it.skipIf(!existsSync("/proc/self"))("refuses a folder that cannot be made instead of trying for ever", () => {
    expect(() => resolveHome({ home: "/proc/rlhf/home" })).toThrow(DatabaseError);
    expect(() => resolveHome({ home: "/proc/rlhf/home" })).toThrow(/RLHF_HOME: expected a folder that can be made/);
  });
});
