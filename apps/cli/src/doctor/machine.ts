import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { arch, availableParallelism, cpus, freemem, platform, totalmem } from "node:os";
import type { Check } from "./check";

const MIN_NODE = [20, 19] as const;
const COMPILERS = ["c++", "g++", "clang++"];
/** What the kernels are compiled for, best first. */
const FEATURES = ["amx_bf16", "avx512_bf16", "avx512f", "avx2", "fma"];
const GIB = 2 ** 30;
const LOW_DISK = 2 * GIB; // a few hundred checkpoints of the demo
const NO_DISK = 0.2 * GIB; // not enough for a cluster and one checkpoint
const LOW_MEMORY = 2 * GIB; // what the demo may use

export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const old = major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]);
  const base = { name: "Node", found: `${version}, ${platform()} ${arch()}`, facts: { version, arch: arch() } };
  return old
    ? { ...base, status: "broken", fix: `install Node ${MIN_NODE.join(".")} or newer` }
    : { ...base, status: "ok" };
}

/** A C++ compiler builds the fast engine; without one the wasm backend runs. */
export function checkCompiler(): Check {
  for (const command of COMPILERS) {
    const said = spawnSync(command, ["--version"], { encoding: "utf8", timeout: 10_000 });
    if (said.status !== 0) continue;
    const version = said.stdout.split("\n")[0] ?? command;
    return { name: "compiler", status: "ok", found: `${command}: ${version}`, facts: { command, version } };
  }
  return {
    name: "compiler",
    status: "warning",
    found: `none of ${COMPILERS.join(", ")}`,
    fix: "install a C++20 compiler (Debian: apt-get install g++) and run npm install again; until then the slower wasm backend runs",
    facts: { command: null, version: null },
  };
}

export function checkCpu(): Check {
  const model = cpus()[0]?.model.trim() ?? "unknown";
  const flags = cpuFlags();
  const features = FEATURES.filter((f) => flags.has(f));
  const cores = availableParallelism();
  const found = `${model}, ${cores} cores, ${features.join(" ") || "no vector extension known to us"}`;
  return { name: "CPU", status: "ok", found, facts: { model, cores, features } };
}

function cpuFlags(): Set<string> {
  if (platform() !== "linux") return new Set();
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"));
  return new Set(line?.[1]?.split(" "));
}

export function checkThreads(asked: number | undefined): Check {
  const cores = availableParallelism();
  const threads = asked ?? cores;
  const base = { name: "threads", found: `${threads} of ${cores} cores`, facts: { threads, cores } };
  if (threads <= cores) return { ...base, status: "ok" };
  return {
    ...base,
    status: "warning",
    fix: `set RLHF_THREADS to at most ${cores}: more threads than cores slow each other`,
  };
}

export async function checkDisk(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const base = { name: "disk", found: `${gib(free)} free at ${folder}`, facts: { folder, freeBytes: free } };
  const fix = "free some space, or set RLHF_HOME to a folder on another disk";
  if (free < NO_DISK) return { ...base, status: "broken", fix };
  return free < LOW_DISK ? { ...base, status: "warning", fix } : { ...base, status: "ok" };
}

export function checkMemory(): Check {
  const available = availableMemory();
  const found = `${gib(available)} available of ${gib(totalmem())}`;
  const base = { name: "memory", found, facts: { availableBytes: available, totalBytes: totalmem() } };
  if (available >= LOW_MEMORY) return { ...base, status: "ok" };
  return { ...base, status: "warning", fix: "close other programs; the demo may use 2 GiB" };
}

/** Linux counts caches that it would give up as available; others only tell what is free. */
function availableMemory(): number {
  if (platform() !== "linux") return freemem();
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
