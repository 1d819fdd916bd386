import { CheckpointError, DiskFullError, StaleLeaseError, type CrashPoint, type CrashSite } from "@rlhf/domain";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, mkdtempSync } from "node:fs";
import { open } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getBlob, putBlob } from "./blobs";
import { loadCheckpoint, newestLoadable, saveCheckpoint, type CheckpointToSave } from "./checkpoints";
import type { OpenForWriting } from "./durable-write";
import { collectGarbage } from "./garbage";
import { openArtifacts, type Artifacts } from "./store";

let root = "";
let store: Artifacts;
const DAY = 86_400_000;

/** A reproducible stream of bytes (mulberry32). */
function bytesOf(length: number, seed: number): Uint8Array {
  let a = seed;
  return Uint8Array.from({ length }, () => {
    a = (a + 0x6d2b79f5) | 0;
    const t = Math.imul(a ^ (a >>> 15), 1 | a);
    return (t ^ (t >>> 14)) & 255;
  });
}

const toSave = (step: number, more: Partial<CheckpointToSave> = {}): CheckpointToSave => ({
  ...{ runId: "run", epoch: 1, step, kind: "sft", createdAt: new Date(0).toISOString() },
  files: { "model.safetensors": bytesOf(40_000, step), "optimizer.safetensors": bytesOf(20_001, step + 99) },
  state: { counters: { stepCount: step } },
  commit: async () => {},
  ...more,
});

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => path.join(e.parentPath, e.name));
const blobFile = (sha256: string) => path.join(root, "blobs", sha256.slice(0, 2), sha256);

beforeEach(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), "artifacts-"));
  store = await openArtifacts(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("a blob", () => {
  it("comes back byte for byte under its own hash, and is stored once", async () => {
    const bytes = bytesOf(100_000, 1);
    const ref = await putBlob(store, bytes);
    expect(ref).toEqual({ sha256: createHash("sha256").update(bytes).digest("hex"), bytes: 100_000 });
    await putBlob(store, bytes);
    expect(files(root)).toEqual([blobFile(ref.sha256)]);
    expect(await getBlob(store, ref.sha256)).toEqual(bytes);
  });

  it("of no bytes is a blob too", async () => {
    const { sha256 } = await putBlob(store, new Uint8Array(0));
    expect((await getBlob(store, sha256)).byteLength).toBe(0);
  });

  it("of floats keeps all their bytes", async () => {
    const floats = Float32Array.of(1, Math.PI, -0, Number.NaN);
    const { sha256, bytes } = await putBlob(store, new Uint8Array(floats.buffer));
    expect(bytes).toBe(16);
    expect(new Float32Array((await getBlob(store, sha256)).slice().buffer)).toEqual(floats);
  });

  it("that was damaged is repaired by storing it again", async () => {
    const { sha256 } = await putBlob(store, bytesOf(5000, 2));
    writeFileSync(blobFile(sha256), bytesOf(5000, 3));
    await putBlob(store, bytesOf(5000, 2));
    expect(await getBlob(store, sha256)).toEqual(bytesOf(5000, 2));
  });

  it("cannot be named by anything but a hash", async () => {
    for (const name of ["../../etc/passwd", "", "ab", "/etc/passwd", `${"a".repeat(63)}/`, "A".repeat(64)])
      await expect(getBlob(store, name)).rejects.toThrow(CheckpointError);
  });
});

/** A file that takes at most `atMost` bytes a call and is full after `room`. */
const stingyDisk = (o: { atMost: number; room: number }): OpenForWriting => {
  let room = o.room;
  return async (file) => {
    const handle = await open(file, "wx");
    return {
      write: async (bytes, offset, length) => {
        if (room <= 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        const { bytesWritten } = await handle.write(bytes, offset, Math.min(length, o.atMost, room));
        room -= bytesWritten;
        return { bytesWritten };
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  };
};

describe("writing", () => {
  it("goes on after short writes until every byte is down", async () => {
    const short = await openArtifacts(root, { open: stingyDisk({ atMost: 7, room: Infinity }) });
    const { sha256 } = await putBlob(short, bytesOf(10_001, 4));
    expect(await getBlob(store, sha256)).toEqual(bytesOf(10_001, 4));
  });

  it("on a full disk is a DiskFullError, leaves nothing half-written and keeps the last checkpoint", async () => {
    const good = await saveCheckpoint(store, toSave(1));
    const before = files(root).sort();
    for (let room = 0; room < 60_000; room += 6_000) {
      const full = await openArtifacts(root, { open: stingyDisk({ atMost: 4096, room }) });
      const commit = () => Promise.reject(new Error("committed a checkpoint that was never written"));
      await expect(saveCheckpoint(full, toSave(100 + room, { commit }))).rejects.toThrow(DiskFullError);
      expect(files(path.join(root, "tmp"))).toEqual([]);
      for (const file of files(path.join(root, "blobs"))) await getBlob(store, path.basename(file));
    }
    for (const file of before) expect(statSync(file).isFile()).toBe(true);
    expect((await loadCheckpoint(store, good.manifestSha256)).manifest.step).toBe(1);
  });

  it("that reports no progress and no error is taken for a full disk, not tried for ever", async () => {
    const stuck: OpenForWriting = async (file) => {
      const handle = await open(file, "wx");
      return { write: async () => ({ bytesWritten: 0 }), sync: () => handle.sync(), close: () => handle.close() };
    };
    await expect(putBlob(await openArtifacts(root, { open: stuck }), bytesOf(10, 1))).rejects.toThrow(DiskFullError);
  });
});

describe("a checkpoint", () => {
  it("comes back with every file and its state; the commit sees what is on the disk", async () => {
    let committed = "";
    const saved = await saveCheckpoint(
      store,
      toSave(3, {
        commit: async ({ manifestSha256, weightsSha256, bytes }) => {
          committed = manifestSha256;
          const { manifest } = await loadCheckpoint(store, manifestSha256);
          expect(weightsSha256).toBe(manifest.files[0]?.sha256);
          expect(bytes).toBe(60_001 + statSync(blobFile(manifestSha256)).size);
        },
      }),
    );
    const loaded = await loadCheckpoint(store, saved.manifestSha256);
    expect(committed).toBe(saved.manifestSha256);
    expect(loaded.files).toEqual(toSave(3).files);
    expect(loaded.manifest).toMatchObject({ version: 1, runId: "run", step: 3, state: { counters: { stepCount: 3 } } });
  });

  it("is not committed by a writer that lost its lease", async () => {
    const commit = () => Promise.reject(new StaleLeaseError("epoch 1: expected the newest lease, 2 holds it"));
    await expect(saveCheckpoint(store, toSave(1, { commit }))).rejects.toThrow(StaleLeaseError);
  });

  const points: [CrashPoint, boolean][] = [
    ["before-open", false],
    ["mid-write", false],
    ["before-fsync", false],
    ["after-fsync", false],
    ["after-rename", false],
    ["before-commit", false],
    ["after-commit", true],
  ];
  it.each(points)("after a crash %s is there: %s, and the one before it always", async (point, isThere) => {
    const rows: string[] = [];
    const commit = async ({ manifestSha256 }: { manifestSha256: string }) => void rows.unshift(manifestSha256);
    await saveCheckpoint(store, toSave(1, { commit }));
    const crashPoint = (at: CrashPoint, site: CrashSite) => {
      expect(site).toEqual({ stage: "sft", step: 2 });
      if (at === point) throw new Error(`crashed ${at}`);
    };
    const dying = await openArtifacts(root, { crashPoint });
    await expect(saveCheckpoint(dying, toSave(2, { commit }))).rejects.toThrow(`crashed ${point}`);
    const found = await newestLoadable(store, rows);
    expect(found?.manifest.step).toBe(isThere ? 2 : 1);
    expect(found?.passedOver).toEqual([]);
    await saveCheckpoint(store, toSave(2, { commit })); // and the save can be done again
    expect((await newestLoadable(store, rows))?.manifest.step).toBe(2);
  });
});

describe("damage", () => {
  /** Expects that loading fails and that the checkpoint before is found instead, with the reason. */
  async function expectDetected(newest: string, older: string): Promise<string> {
    await expect(loadCheckpoint(store, newest)).rejects.toThrow(CheckpointError);
    const found = await newestLoadable(store, [newest, older]);
    expect(found?.manifestSha256).toBe(older);
    return found?.passedOver[0]?.reason ?? "";
  }
  let newest = "";
  let older = "";
  let damaged: { name: string; file: string; content: Uint8Array }[] = [];
  beforeEach(async () => {
    older = (await saveCheckpoint(store, toSave(1))).manifestSha256;
    newest = (await saveCheckpoint(store, toSave(2))).manifestSha256;
    const { manifest } = await loadCheckpoint(store, newest);
    const named = [...manifest.files, { name: "manifest", sha256: newest }];
    damaged = named.map(({ name, sha256 }) => ({
      name,
      file: blobFile(sha256),
      content: readFileSync(blobFile(sha256)),
    }));
  });

  it("by truncation at every 4 KiB is detected, and names the file", async () => {
    for (const { name, file, content } of damaged)
      for (let length = 0; length < content.byteLength; length += 4096) {
        truncateSync(file, length);
        expect(await expectDetected(newest, older)).toContain(name);
        writeFileSync(file, content);
      }
  });

  it("of any one of 1,000 random bits is detected", async () => {
    const random = bytesOf(8000, 7);
    const view = new DataView(random.buffer);
    for (let i = 0; i < 1000; i++) {
      const { file, content } = damaged[i % damaged.length] ?? { file: "", content: new Uint8Array(1) };
      const bit = view.getUint32(i * 8) % (content.byteLength * 8);
      const flipped = Uint8Array.from(content);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(file, flipped);
      await expect(loadCheckpoint(store, newest)).rejects.toThrow(CheckpointError);
      writeFileSync(file, content);
    }
    expect((await loadCheckpoint(store, newest)).manifest.step).toBe(2);
  });

  it("by swapped files of two steps is detected", async () => {
    const { manifest } = await loadCheckpoint(store, older);
    const other = blobFile(manifest.files[0]?.sha256 ?? "");
    const mine = damaged[0]?.file ?? "";
    const [a, b] = [readFileSync(mine), readFileSync(other)];
    writeFileSync(mine, b);
    writeFileSync(other, a);
    await expect(newestLoadable(store, [newest, older])).rejects.toThrow(/all 2 are damaged.*model\.safetensors/);
  });

  it("by a manifest or file that is gone is detected", async () => {
    for (const { name, file, content } of damaged) {
      rmSync(file);
      expect(await expectDetected(newest, older)).toMatch(new RegExp(`${name}.*not there`));
      writeFileSync(file, content);
    }
  });

  it("by a blob in the place of a manifest is detected", async () => {
    const { sha256 } = await putBlob(store, new TextEncoder().encode('{"version":1,"files":[]}'));
    await expect(loadCheckpoint(store, sha256)).rejects.toThrow(/manifest: runId/);
  });

  it("starts from nothing only where there never was a checkpoint", async () => {
    expect(await newestLoadable(store, [])).toBeNull();
  });
});

describe("garbage collection", () => {
  it("removes what no live manifest names, once it is old enough, and nothing else", async () => {
    const old = await saveCheckpoint(store, toSave(1));
    const live = await saveCheckpoint(store, toSave(2));
    const rows = [live.manifestSha256];
    const soon = await collectGarbage(store, rows, { olderThanMs: DAY, now: new Date() });
    expect(soon.removed).toBe(0);
    const later = await collectGarbage(store, rows, { olderThanMs: DAY, now: new Date(Date.now() + 2 * DAY) });
    expect(later).toMatchObject({ removed: 3, kept: 3, bytes: old.bytes });
    expect((await loadCheckpoint(store, live.manifestSha256)).manifest.step).toBe(2);
    await expect(loadCheckpoint(store, old.manifestSha256)).rejects.toThrow(CheckpointError);
  });

  it("keeps a file that a live and a dead checkpoint share", async () => {
    const files = { "model.safetensors": bytesOf(100, 5) };
    await saveCheckpoint(store, toSave(1, { files }));
    const live = await saveCheckpoint(store, toSave(2, { files }));
    await collectGarbage(store, [live.manifestSha256], { olderThanMs: 0, now: new Date(Date.now() + DAY) });
    expect((await loadCheckpoint(store, live.manifestSha256)).files).toEqual(files);
  });

  it("removes nothing when no live checkpoint is whole", async () => {
    const live = await saveCheckpoint(store, toSave(1));
    await saveCheckpoint(store, toSave(2));
    const before = files(root).length;
    truncateSync(blobFile(live.manifestSha256), 3);
    const now = new Date(Date.now() + 2 * DAY);
    await expect(collectGarbage(store, [live.manifestSha256], { olderThanMs: DAY, now })).rejects.toThrow(
      CheckpointError,
    );
    expect(files(root).length).toBe(before);
  });

  it("spares a blob that was stored again just now", async () => {
    const { sha256 } = await putBlob(store, bytesOf(10, 1));
    const now = new Date(Date.now() + 1000);
    await putBlob(store, bytesOf(10, 1));
    expect((await collectGarbage(store, [], { olderThanMs: 60_000, now })).removed).toBe(0);
    expect((await getBlob(store, sha256)).byteLength).toBe(10);
  });
});
