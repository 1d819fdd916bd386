import { CheckpointError } from "@rlhf/domain";
import { getBlob, putBlob } from "./blobs";
import { decodeManifest, encodeManifest, type Manifest } from "./manifest";
import type { Artifacts } from "./store";

/** A checkpoint to save. `state` must be plain JSON; numbers that must come back bit for bit belong in a file. */
export type CheckpointToSave = {
  runId: string;
  epoch: number;
  step: number;
  kind: string;
  createdAt: string;
  files: Record<string, Uint8Array>;
  state: Manifest["state"];
  /** Writes the row that makes the checkpoint exist, fenced by the lease epoch; throws StaleLeaseError when it is lost. */
  commit: (saved: SavedCheckpoint) => Promise<void>;
};

/** What the database keeps of a checkpoint. `weightsSha256` is the hash of `model.safetensors` when there is one. */
export type SavedCheckpoint = { manifestSha256: string; weightsSha256: string | null; bytes: number };

export type LoadedCheckpoint = { manifestSha256: string; manifest: Manifest; files: Record<string, Uint8Array> };

/** The newest checkpoint that is whole, and why newer ones were passed over. */
export type NewestLoadable = LoadedCheckpoint & { passedOver: Damaged[] };

export type Damaged = { manifestSha256: string; reason: string };

/**
 * Writes every file, then the manifest, then calls `commit`. Until commit returns the checkpoint does not exist for
 * anybody: what a crash or a lost lease leaves behind are blobs without an owner, which garbage collection removes.
 * @throws DiskFullError without room; whatever `commit` throws.
 */
export async function saveCheckpoint(store: Artifacts, toSave: CheckpointToSave): Promise<SavedCheckpoint> {
  const { files, commit, ...rest } = toSave;
  const at = { stage: toSave.kind, step: toSave.step };
  const written: Manifest["files"] = [];
  for (const [name, bytes] of Object.entries(files)) written.push({ name, ...(await putBlob(store, bytes, at)) });
  const manifest: Manifest = { version: 1, ...rest, files: written };
  const ref = await putBlob(store, encodeManifest(manifest), at);
  const bytes = written.reduce((sum, file) => sum + file.bytes, ref.bytes);
  const weights = written.find((file) => file.name === "model.safetensors");
  const saved = { manifestSha256: ref.sha256, weightsSha256: weights?.sha256 ?? null, bytes };
  await store.crashPoint("before-commit", at);
  await commit(saved);
  await store.crashPoint("after-commit", at);
  return saved;
}

/** Reads and verifies every byte. @throws CheckpointError naming the file that is damaged or gone. */
export async function loadCheckpoint(store: Artifacts, manifestSha256: string): Promise<LoadedCheckpoint> {
  const manifest = decodeManifest(await readNamed(store, { name: "manifest", sha256: manifestSha256 }));
  const files: Record<string, Uint8Array> = {};
  for (const file of manifest.files) files[file.name] = await readNamed(store, file);
  return { manifestSha256, manifest, files };
}

/**
 * The newest checkpoint that is whole, trying manifests in the caller's order; null when the list is empty.
 * @throws CheckpointError with every reason when all of them are damaged: starting again silently would hide the loss.
 */
export async function newestLoadable(
  store: Artifacts,
  manifestsNewestFirst: readonly string[],
): Promise<NewestLoadable | null> {
  const passedOver: Damaged[] = [];
  for (const manifestSha256 of manifestsNewestFirst) {
    try {
      return { ...(await loadCheckpoint(store, manifestSha256)), passedOver };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      passedOver.push({ manifestSha256, reason: error.message });
    }
  }
  if (passedOver.length === 0) return null;
  const reasons = passedOver.map((d) => `${d.manifestSha256.slice(0, 12)}: ${d.reason}`).join("; ");
  throw new CheckpointError(`expected a checkpoint that is whole, all ${passedOver.length} are damaged: ${reasons}`);
}

async function readNamed(store: Artifacts, file: { name: string; sha256: string; bytes?: number }) {
  try {
    return await getBlob(store, file.sha256, file.bytes);
  } catch (error) {
    if (error instanceof CheckpointError) throw new CheckpointError(`${file.name}: ${error.message}`, { cause: error });
    throw error;
  }
}
