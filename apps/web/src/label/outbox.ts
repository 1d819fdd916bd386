import type { RouterInputs } from "@rlhf/api";
import { newId } from "@rlhf/domain";

// An answer given is never lost and never doubled: it is written here before it is sent, under the id that the server
// stores it by, and leaves when the server said what became of it.

export type Outgoing =
  | { kind: "submit"; input: RouterInputs["label"]["submit"] }
  | { kind: "edit"; input: RouterInputs["label"]["edit"] }
  | { kind: "undo"; input: RouterInputs["label"]["undo"] }
  | { kind: "skip"; input: RouterInputs["label"]["skip"] }
  | { kind: "flag"; input: RouterInputs["label"]["flag"] };
/** `order` counts up as answers are given; `refused` is the server's reason for not taking it, `standing` the answer that
 * stands in its place. */
export type Entry = Outgoing & {
  id: string;
  userId: string;
  order: number;
  at: number;
  refused: string | null;
  standing?: string | null;
};

export type OutboxStore = {
  all(): Promise<Entry[]>;
  put(entry: Entry): Promise<void>;
  remove(id: string): Promise<void>;
};
export type Sent = { status: string; judgmentId?: string | null };
/** What a failed call means: wait and send again, sign in first, or never. */
export type Failure = { kind: "later" | "signed_out" } | { kind: "never"; why: string };
export type OutboxState = {
  kept: number;
  refused: Entry[];
  trouble: "offline" | "signed_out" | null;
  savedAt: number | null;
  /** The last one came after its lease had ended: kept, but not counted. */
  extra: boolean;
};

// What the server answers when it did not store an answer; it stays here in sight until the person drops it.
const UNSTORED: Record<string, string | undefined> = {
  conflict: "This pair was answered again in another window; that newer answer stands.",
  already_submitted: "This pair was answered in another window; that answer stands.",
  unknown: "This pair does not belong to this account.",
};

type Parts = {
  userId: string;
  store: OutboxStore;
  send(entry: Entry): Promise<Sent>;
  meaning(error: unknown): Failure;
  onChange(state: OutboxState): void;
  now(): number;
};

/** Sends what is kept, oldest first, one at a time; stops at the first that has to wait. */
export function createOutbox({ userId, store, send, meaning, onChange, now }: Parts) {
  let state: OutboxState = { kept: 0, refused: [], trouble: null, savedAt: null, extra: false };
  let flushing: Promise<void> | null = null;
  const tell = async (change: Partial<OutboxState> = {}) => {
    const mine = (await store.all()).filter((entry) => entry.userId === userId);
    const refused = mine.filter((entry) => entry.refused !== null);
    state = { ...state, ...change, kept: mine.length - refused.length, refused };
    onChange(state);
  };
  const waiting = async () =>
    (await store.all())
      .filter((entry) => entry.userId === userId && entry.refused === null)
      .sort((a, b) => a.order - b.order);
  const sendOne = async (entry: Entry): Promise<boolean> => {
    try {
      const { status, judgmentId = null } = await send(entry);
      const why = UNSTORED[status];
      if (why) await store.put({ ...entry, refused: why, standing: judgmentId });
      else await store.remove(entry.id);
      await tell(why ? { trouble: null } : { trouble: null, savedAt: now(), extra: status === "surplus" });
      return true;
    } catch (error) {
      const what = meaning(error);
      if (what.kind === "never") await store.put({ ...entry, refused: what.why });
      await tell({ trouble: what.kind === "never" ? null : what.kind === "later" ? "offline" : "signed_out" });
      return what.kind === "never";
    }
  };
  const flush = async () => {
    for (let next = (await waiting())[0]; next; next = (await waiting())[0]) if (!(await sendOne(next))) return;
  };
  return {
    /** Keeps the answer, then sends all that is kept. Resolves when it is kept and sending was tried. */
    async add(outgoing: Outgoing, id: string): Promise<void> {
      const last = (await store.all()).reduce((most, entry) => Math.max(most, entry.order), 0);
      await store.put({ ...outgoing, id, userId, order: Math.max(last + 1, now()), at: now(), refused: null });
      await tell();
      await this.flush();
    },
    /** Sends what is kept; a second call while one runs waits for it and looks again. */
    async flush(): Promise<void> {
      while (flushing) await flushing;
      flushing = flush().finally(() => (flushing = null));
      await flushing;
    },
    /** Puts a refused answer in the place of the one that stands: its revision, so both stay in the record. */
    async insist(id: string): Promise<void> {
      const entry = (await store.all()).find((one) => one.id === id);
      if (!entry?.standing || (entry.kind !== "submit" && entry.kind !== "edit")) return;
      const judgmentId = newId();
      await this.add({ kind: "edit", input: { ...entry.input, judgmentId, previousId: entry.standing } }, judgmentId);
      await store.remove(id); // only now: at no moment is the answer nowhere
      await tell();
    },
    /** Throws away an answer that the server refused, after the person has seen it. */
    async discard(id: string): Promise<void> {
      await store.remove(id);
      await tell();
    },
    tell,
  };
}
export type Outbox = ReturnType<typeof createOutbox>;
