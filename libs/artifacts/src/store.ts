import type { OnCrashPoint } from "@rlhf/domain";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { openNewFile, type OpenForWriting } from "./durable-write";

/** A folder of content-addressed blobs, and the two seams that tests use. */
export type Artifacts = {
  root: string;
  blobs: string;
  temporary: string;
  open: OpenForWriting;
  crashPoint: OnCrashPoint;
};

/** Opens the folder of artifacts, making it when it is not there. */
export async function openArtifacts(
  root: string,
  { open = openNewFile, crashPoint = () => {} }: { open?: OpenForWriting; crashPoint?: OnCrashPoint | undefined } = {},
): Promise<Artifacts> {
  const at = path.resolve(root);
  const store = { root: at, blobs: path.join(at, "blobs"), temporary: path.join(at, "tmp"), open, crashPoint };
  await mkdir(store.blobs, { recursive: true });
  await mkdir(store.temporary, { recursive: true });
  return store;
}
