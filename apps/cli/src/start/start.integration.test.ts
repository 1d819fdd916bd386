import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { claimHome } from "./one-start";

// What `rlhf start` says when it cannot start: one line, and nothing left behind. Starting and stopping it whole:
// tools/storm/workbench.slow.test.ts.
const APP = fileURLToPath(new URL("../..", import.meta.url));
const MAIN = path.join(APP, "dist", "main.js");
const folder = mkdtempSync(path.join(os.tmpdir(), "rlhf-start-"));
let home: string;
let sleeper: ChildProcess | null = null;

beforeAll(() => {
  chmodSync(folder, 0o711);
  execFileSync(process.execPath, [path.join(APP, "../../tools/build-node.mjs"), "src/main.ts"], { cwd: APP });
});
beforeEach(() => {
  home = mkdtempSync(path.join(folder, "home-"));
});
afterAll(() => {
  sleeper?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const variables = { PATH: "/usr/local/bin:/usr/bin:/bin", RLHF_HOME: home, ...env };
  const child = spawn(process.execPath, [MAIN, "start"], {
    cwd: home,
    env: variables,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
  await once(child, "close");
  return { code: child.exitCode, stderr };
}
const oneLine = (pattern: string) => expect.stringMatching(new RegExp(`^rlhf: [^\\n]*${pattern}[^\\n]*\\n$`)) as string;

it("names a port that is taken, and how to take another", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const taken = `PORT=${port}.*another program uses it; set PORT to another number`;
  expect(await start({ PORT: String(port) })).toEqual({ code: 2, stderr: oneLine(taken) });
  server.close();
});

it("names a database that does not answer, without its password", async () => {
  const DATABASE_URL = "postgresql://me:hunter2@127.0.0.1:9/nothing";
  const { code, stderr } = await start({ DATABASE_URL, PORT: "39781" });
  expect({ code, stderr }).toEqual({ code: 1, stderr: oneLine("expected a Postgres at 127\\.0\\.0\\.1:9") });
  expect(stderr).not.toContain("hunter2");
});

it.each(["0.0.0.0", "::", "192.0.2.7", "workbench.example.org"])(
  "is not reachable at %s without AUTH_SECRET",
  async (HOST) => {
    expect(await start({ HOST })).toEqual({ code: 2, stderr: oneLine("expected AUTH_SECRET") });
    expect(await start({ HOST, AUTH_SECRET: "short" })).toEqual({ code: 2, stderr: oneLine("at least 32 characters") });
  },
);

it("refuses a second start on the same home, and names the first", async () => {
  const own = claimHome(home);
  const { code, stderr } = await start({ PORT: "39782" });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: oneLine(`no other start on this home, but process ${process.pid}`),
  });
  own.release();
});

it("ends what a start that was killed has left running, and nothing that only has its number", async () => {
  sleeper = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  const ended = once(sleeper, "exit");
  const own = claimHome(home);
  own.children([sleeper.pid ?? 0]);
  const file = path.join(home, "start.json");
  const started = JSON.parse(readFileSync(file, "utf8")) as { pid: number; began: string; children: object[] };
  writeFileSync(file, JSON.stringify({ ...started, began: "0", children: [{ ...started.children[0], began: "0" }] }));
  claimHome(home).release(); // the number belongs to another process: it lives on
  expect(sleeper.exitCode ?? sleeper.signalCode).toBeNull();
  writeFileSync(file, JSON.stringify({ ...started, began: "0" }));
  claimHome(home).release();
  expect((await ended)[1]).toBe("SIGKILL");
});
