import { describe, expect, it } from "vitest";
import { crashAt, parseCrashTarget } from "./crash-points";
import { ConfigError } from "./errors";

describe("a crash target", () => {
  it("is a point, perhaps of one stage, one step and one passing", () => {
    expect(parseCrashTarget("mid-write")).toEqual({ stage: null, step: null, point: "mid-write", times: 1 });
    expect(parseCrashTarget("ppo@2/minibatch#3")).toEqual({ stage: "ppo", step: 2, point: "minibatch", times: 3 });
    expect(parseCrashTarget("best-of-n/after-finish").stage).toBe("best-of-n");
  });

  it("that there is not names the nearest", () => {
    expect(() => parseCrashTarget("mid-writ")).toThrow(/for example mid-write; got mid-writ/);
    for (const text of ["", "/", "ppo@/rollout", "ppo@x/rollout", "rollout#0", "rollout#-1", "a/b/rollout"])
      expect(() => parseCrashTarget(text)).toThrow(ConfigError);
  });

  it("is hit once, at the passing that was asked for", async () => {
    let deaths = 0;
    const pass = crashAt(parseCrashTarget("ppo@2/minibatch#2"), () => void deaths++);
    const at = [1, 2, 2, 2, 3].map((step) => ({ stage: "ppo", step }));
    const seen = [];
    for (const site of at) {
      await pass("minibatch", { ...site, stage: "sft" });
      await pass("rollout", site);
      await pass("minibatch", site);
      seen.push(deaths);
    }
    expect(seen).toEqual([0, 0, 1, 1, 1]);
  });
});
