import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";

const PACKAGES = ["safetensors==0.8.0", "numpy==2.4.6"];
const Answer = z.union([
  z.object({ error: z.string() }),
  z.object({ tensors: z.array(z.tuple([z.string(), z.array(z.number()), z.string().nullable()])) }),
]);
export type PeerAnswer = z.infer<typeof Answer>;

/** The python of a virtual environment with the pinned packages, kept between runs; or why there is none. */
export function peerPython(): { python: string } | { missing: string } {
  const folder = path.join(os.tmpdir(), `rlhf-${PACKAGES.join("-").replaceAll("==", "-")}`);
  const python = path.join(folder, "bin", "python");
  if (existsSync(python) && call(python, ["-c", "import safetensors, numpy"]).status === 0) return { python };
  const made = call("python3", ["-m", "venv", "--clear", folder]);
  if (made.status !== 0) return { missing: `no python3 with venv (${made.said})` };
  const installed = call(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PACKAGES]);
  if (installed.status === 0) return { python };
  if (/No matching distribution|Connection|Temporary failure|timed out|Network/i.test(installed.said))
    return { missing: "PyPI is not reachable" };
  throw new Error(`pip install ${PACKAGES.join(" ")}: ${installed.said}`);
}

/** The package's answer to each file of a container (see safetensors_peer.py), in order. */
export function askPeer(python: string, container: string): PeerAnswer[] {
  const { status, out, said } = call(python, [path.join(import.meta.dirname, "safetensors_peer.py"), container]);
  if (status !== 0) throw new Error(`safetensors_peer.py: ${said}`);
  return out
    .trim()
    .split("\n")
    .map((line) => Answer.parse(JSON.parse(line)));
}

function call(program: string, args: string[]): { status: number | null; out: string; said: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  return { status, out: stdout, said: (error?.message ?? stderr).slice(-2_000) };
}
