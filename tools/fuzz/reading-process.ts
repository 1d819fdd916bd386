import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Job, Report } from "./jobs";

const ROOT = path.resolve(import.meta.dirname, "../..");

export type ReadingProcess = {
  run(jobs: readonly Job[], options: { timeoutMs: number }): Promise<Report[]>;
  close(): void;
};

/** Bundles the reading process once; every `run` is a new process. Call `close`: it deletes the bundle. */
export async function openReadingProcess(): Promise<ReadingProcess> {
  const folder = mkdtempSync(path.join(ROOT, "node_modules", ".fuzz-"));
  const file = path.join(folder, "child.mjs");
  await build({
    entryPoints: [path.join(import.meta.dirname, "child.ts")],
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    logLevel: "warning",
    define: { RLHF_TEST_BUILD: "false" },
    plugins: [
      {
        name: "outside-packages",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
            kind === "entry-point" || name.startsWith("@rlhf/") ? undefined : { path: name, external: true },
          ),
      },
    ],
  });
  return {
    run: (jobs, { timeoutMs }) => runJobs({ file, folder, jobs, timeoutMs }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

type Run = { file: string; folder: string; jobs: readonly Job[]; timeoutMs: number };

/** @throws Error naming the job during which the process died, hung or ran out of memory. */
async function runJobs({ file, folder, jobs, timeoutMs }: Run): Promise<Report[]> {
  const list = path.join(folder, `jobs-${process.hrtime.bigint()}.json`);
  writeFileSync(list, JSON.stringify(jobs));
  const permission = process.allowedNodeEnvironmentFlags.has("--permission")
    ? "--permission"
    : "--experimental-permission";
  const flags = [permission, "--allow-fs-read=*", "--disable-warning=ExperimentalWarning", "--max-old-space-size=1024"];
  const child = spawn(process.execPath, [...flags, file, list], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  let [out, err] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (err = (err + data.toString()).slice(-4_000)));
  const code = await new Promise<number | string | null>((resolve) =>
    child.on("close", (c, signal) => resolve(c ?? signal)),
  );
  clearTimeout(timer);
  const lines = out
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as { begins?: Job; report?: Report });
  if (code !== 0)
    throw new Error(`the reading process ended with ${code} in ${JSON.stringify(lines.at(-1)?.begins)}: ${err}`);
  return lines.flatMap(({ report }) => (report ? [report] : []));
}
