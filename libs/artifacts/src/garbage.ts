import { CheckpointError } from "@rlhf/domain";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { getBlob } from "./blobs";
import { newestLoadable } from "./checkpoints";
import { decodeManifest } from "./manifest";
import type { Artifacts } from "./store";

export type GarbageReport = { removed: number; bytes: number; kept: number };

/**
 * Removes blobs that no live manifest names, and temporary files, once they are older than `olderThanMs` (a save in
 * progress has blobs that nothing names yet). `newestFirst` lists the manifests of live rows.
 * @throws CheckpointError, having removed nothing, when none of them is whole: what is left may be needed for a repair.
 */
export async function collectGarbage(
  store: Artifacts,
  newestFirst: readonly string[],
  { olderThanMs, now }: { olderThanMs: number; now: Date },
): Promise<GarbageReport> {
  await newestLoadable(store, newestFirst);
  const report = { removed: 0, bytes: 0, kept: 0 };
  const live = await liveBlobs(store, newestFirst);
  const before = now.getTime() - olderThanMs;
  for (const file of [...(await filesUnder(store.blobs)), ...(await filesUnder(store.temporary))]) {
    const found = await stat(file).catch(goneMeanwhile);
    if (found === undefined) continue;
    if (live.has(path.basename(file)) || found.mtimeMs > before) {
      report.kept++;
      continue;
    }
    await rm(file, { force: true });
    report.removed++;
    report.bytes += found.size;
  }
  return report;
}

/** Every hash that a live manifest names, and the manifests themselves. A manifest that cannot be read names nothing. */
async function liveBlobs(store: Artifacts, manifests: readonly string[]): Promise<Set<string>> {
  const live = new Set(manifests);
  for (const sha256 of manifests) {
    const bytes = await getBlob(store, sha256).catch(damaged);
    if (bytes === undefined) continue;
    for (const file of decodeManifest(bytes).files) live.add(file.sha256);
  }
  return live;
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).map((e) => path.join(e.parentPath, e.name));
}

function damaged(error: unknown): undefined {
  if (error instanceof CheckpointError) return undefined;
  throw error;
}

function goneMeanwhile(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
