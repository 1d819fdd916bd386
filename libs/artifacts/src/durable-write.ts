import { DiskFullError, type CrashPoint } from "@rlhf/domain";
import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";

/** What a durable write needs of an open file; a test hands in one that writes short or runs out of room. */
export type WritableFile = {
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
};

export type OpenForWriting = (file: string) => Promise<WritableFile>;

type AtPoint = (point: CrashPoint) => void | Promise<void>;

/** `crashPoint` is called at the moments of the write at which a test may let the process die. */
export type DurableWrite = { temporary: string; open: OpenForWriting; crashPoint: AtPoint };

const CHUNK = 8 << 20; // one write() of more than 2 GiB fails on Linux; small chunks also give a crash point inside

export const openNewFile: OpenForWriting = (file) => open(file, "wx", 0o644);

/**
 * Writes bytes so that `target` holds all of them or does not exist: temporary file, write until nothing is left, fsync,
 * rename, fsync of the folder. A failed write leaves no temporary file behind.
 * @throws DiskFullError when there is no room (ENOSPC, EDQUOT).
 */
export async function writeDurably(target: string, bytes: Uint8Array, how: DurableWrite): Promise<void> {
  const temporary = path.join(how.temporary, randomUUID());
  try {
    await createFolder(path.dirname(target));
    await writeAndSync(temporary, bytes, how);
    await rename(temporary, target);
    await how.crashPoint("after-rename");
    await syncFolder(path.dirname(target));
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskFull(error, target, bytes.byteLength) ?? error;
  }
}

async function writeAndSync(file: string, bytes: Uint8Array, { open: openFile, crashPoint }: DurableWrite) {
  await crashPoint("before-open");
  const handle = await openFile(file);
  try {
    await writeAll(handle, bytes, crashPoint);
    await crashPoint("before-fsync");
    await handle.sync();
    await crashPoint("after-fsync");
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: WritableFile, bytes: Uint8Array, crashPoint: AtPoint): Promise<void> {
  let done = 0;
  const half = Math.floor(bytes.byteLength / 2);
  while (done < bytes.byteLength) {
    const end = done < half ? half : bytes.byteLength; // stops once in the middle, for the crash point
    const { bytesWritten } = await handle.write(bytes, done, Math.min(CHUNK, end - done));
    if (bytesWritten <= 0) throw Object.assign(new Error("write wrote nothing"), { code: "ENOSPC" });
    const before = done;
    done += bytesWritten;
    if (before < half && done >= half) await crashPoint("mid-write");
  }
}

/** Makes the folder and writes its name down in its parent, so that a crash cannot lose a folder that holds a blob. */
async function createFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first !== undefined) await syncFolder(path.dirname(first));
}

/** Writes a rename or removal in the folder down to the disk. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // a folder cannot be opened there; NTFS journals the rename itself
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function diskFull(error: unknown, target: string, bytes: number): DiskFullError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENOSPC" && code !== "EDQUOT") return undefined;
  return new DiskFullError(`${target}: expected room for ${bytes} bytes, the disk is full; free space, then resume`, {
    cause: error,
  });
}
