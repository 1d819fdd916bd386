export { getBlob, putBlob, type BlobRef } from "./blobs";
export {
  loadCheckpoint,
  newestLoadable,
  saveCheckpoint,
  type CheckpointToSave,
  type LoadedCheckpoint,
  type NewestLoadable,
  type SavedCheckpoint,
} from "./checkpoints";
export { collectGarbage, type GarbageReport } from "./garbage";
export { Manifest } from "./manifest";
export { openArtifacts, type Artifacts } from "./store";
