import { availableParallelism, tmpdir } from "node:os";
import { expect, it } from "vitest";
import { checkCpu, checkDisk, checkMemory, checkNode, checkThreads } from "./machine";

it("is broken below the oldest Node that is supported, with the fix", () => {
  expect(checkNode("20.18.1")).toMatchObject({ status: "broken", fix: expect.stringContaining("20.19") });
  expect(checkNode("18.20.0").status).toBe("broken");
  for (const version of ["20.19.0", "22.1.0", "24.9.0"]) expect(checkNode(version).status).toBe("ok");
});

it("warns of more threads than cores", () => {
  expect(checkThreads(undefined).status).toBe("ok");
  expect(checkThreads(availableParallelism() + 1)).toMatchObject({
    status: "warning",
    fix: expect.stringContaining("RLHF_THREADS"),
  });
});

it("finds cores, disk and memory of this machine", async () => {
  expect(checkCpu().facts.cores).toBe(availableParallelism());
  expect((await checkDisk(tmpdir())).facts.freeBytes).toBeGreaterThan(0);
  expect(checkMemory().facts.availableBytes).toBeGreaterThan(0);
});
