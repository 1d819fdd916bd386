"use client";
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Entry, OutboxStore } from "./outbox";
import type { Draft } from "./draft";

interface Schema extends DBSchema {
  outbox: { key: string; value: Entry };
  drafts: { key: string; value: Draft & { assignmentId: string; at: number } };
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;
const database = () =>
  (opened ??= openDB<Schema>("rlhf-label", 1, {
    upgrade(db) {
      db.createObjectStore("outbox", { keyPath: "id" });
      db.createObjectStore("drafts", { keyPath: "assignmentId" });
    },
  }));

/** The outbox in this browser's IndexedDB: it outlives reloads, crashes and sign-outs. */
export const browserOutbox: OutboxStore = {
  all: async () => (await database()).getAll("outbox"),
  put: async (entry) => void (await (await database()).put("outbox", entry)),
  remove: async (id) => (await database()).delete("outbox", id),
};

export async function saveDraft(assignmentId: string, draft: Draft): Promise<void> {
  await (await database()).put("drafts", { ...draft, assignmentId, at: Date.now() });
}

export async function readDraft(assignmentId: string): Promise<Draft | null> {
  const found = await (await database()).get("drafts", assignmentId);
  return found ? { choice: found.choice, reasons: found.reasons, note: found.note } : null;
}

/** Forgets the draft of an answer that was given, and all that are older than two weeks. */
export async function dropDraft(assignmentId: string): Promise<void> {
  const db = await database();
  await db.delete("drafts", assignmentId);
  const old = Date.now() - 14 * 24 * 3_600_000;
  for (const draft of await db.getAll("drafts")) if (draft.at < old) await db.delete("drafts", draft.assignmentId);
}
