import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { withLockFile } from "./lock-file";

const folder = mkdtempSync(path.join(os.tmpdir(), "rlhf-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("lets one holder in at a time and leaves no file behind, also after an error", async () => {
  const file = path.join(folder, "a.lock");
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
    throw new Error("on purpose");
  };
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => withLockFile(file, work)));
  expect(results.every((r) => r.status === "rejected")).toBe(true);
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

it("takes over the lock of a process that is gone", async () => {
  const file = path.join(folder, "b.lock");
  const { pid } = spawnSync("true");
  writeFileSync(file, `${pid} 12345`);
  expect(await withLockFile(file, () => Promise.resolve("in"))).toBe("in");
});

it.skipIf(process.platform !== "linux")(
  "takes over the lock when a later process has the holder's number",
  async () => {
    const file = path.join(folder, "c.lock");
    writeFileSync(file, `${process.pid} 1`); // our own number, but not the time at which we began
    expect(await withLockFile(file, () => Promise.resolve("in"))).toBe("in");
  },
);
