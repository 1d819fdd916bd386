import { describe, expect, it } from "vitest";
import { createOutbox, type Entry, type Failure, type OutboxState, type OutboxStore } from "./outbox";

function memory(): OutboxStore & { rows: Map<string, Entry> } {
  const rows = new Map<string, Entry>();
  return {
    rows,
    all: async () => [...rows.values()],
    put: async (entry) => void rows.set(entry.id, entry),
    remove: async (id) => void rows.delete(id),
  };
}
const skip = (assignmentId: string) => ({ kind: "skip", input: { assignmentId, reason: "unclear" } }) as const;

function bench(userId = "me", store = memory()) {
  const sent: string[] = [];
  const states: OutboxState[] = [];
  const answer: { status: string; judgmentId: string | null } = { status: "ok", judgmentId: null };
  const entries: Entry[] = [];
  const failing: { with: Failure | null; deliver: boolean } = { with: null, deliver: false };
  let clock = 0;
  const outbox = createOutbox({
    userId,
    store,
    send: async (entry) => {
      entries.push(entry);
      if (!failing.with || failing.deliver) sent.push(entry.id);
      if (failing.with) throw failing.with;
      return answer;
    },
    meaning: (error) => error as Failure,
    onChange: (state) => states.push(state),
    now: () => ++clock,
  });
  return { outbox, store, sent, entries, states, failing, answer };
}

describe("createOutbox", () => {
  it("keeps answers while offline and sends them in the order in which they were given", async () => {
    const { outbox, store, sent, states, failing } = bench();
    failing.with = { kind: "later" };
    for (const id of ["z", "a", "m"]) await outbox.add(skip(id), id);
    expect([sent, store.rows.size, states.at(-1)?.kept, states.at(-1)?.trouble]).toEqual([[], 3, 3, "offline"]);
    failing.with = null;
    await outbox.flush();
    expect([sent, store.rows.size, states.at(-1)?.trouble]).toEqual([["z", "a", "m"], 0, null]);
  });

  it("sends the same id again when the reply was lost, so that the server can tell", async () => {
    const { outbox, sent, failing } = bench();
    Object.assign(failing, { with: { kind: "later" }, deliver: true });
    await outbox.add(skip("one"), "one");
    failing.with = null;
    await outbox.flush();
    expect(sent).toEqual(["one", "one"]);
  });

  it("survives a new page: what was kept goes out under the same user, and nobody else's", async () => {
    const store = memory();
    const before = bench("me", store);
    before.failing.with = { kind: "signed_out" };
    await before.outbox.add(skip("mine"), "mine");
    const other = bench("other", store);
    await other.outbox.flush();
    expect(other.sent).toEqual([]);
    const after = bench("me", store);
    await after.outbox.flush();
    expect([after.sent, store.rows.size]).toEqual([["mine"], 0]);
  });

  it("keeps a refused answer in sight and goes on with the others", async () => {
    const { outbox, store, sent, states, failing } = bench();
    failing.with = { kind: "never", why: "not found" };
    await outbox.add(skip("bad"), "bad");
    failing.with = null;
    await outbox.add(skip("good"), "good");
    expect([sent, states.at(-1)?.refused.map((e) => e.refused), states.at(-1)?.kept]).toEqual([
      ["good"],
      ["not found"],
      0,
    ]);
    await outbox.discard("bad");
    expect(store.rows.size).toBe(0);
  });

  it("keeps what the server did not store, and says why", async () => {
    const { outbox, states, answer } = bench();
    answer.status = "already_submitted";
    await outbox.add(skip("one"), "one");
    expect(states.at(-1)?.refused[0]?.refused).toMatch(/another window/);
    answer.status = "surplus";
    await outbox.add(skip("two"), "two");
    expect(states.at(-1)).toMatchObject({ kept: 0, refused: [{ id: "one" }], extra: true });
  });

  it("sends a refused answer as the revision of the one that stands when the person insists", async () => {
    const { outbox, store, entries, states, answer } = bench();
    const input = { judgmentId: "mine", assignmentId: "pair", side: "left" as const, strength: 3 };
    Object.assign(answer, { status: "conflict", judgmentId: "theirs" });
    await outbox.add({ kind: "submit", input }, "mine");
    expect(states.at(-1)?.refused[0]).toMatchObject({ id: "mine", standing: "theirs" });
    Object.assign(answer, { status: "ok", judgmentId: null });
    await outbox.insist("mine");
    const last = entries.at(-1);
    expect(last).toMatchObject({ kind: "edit", input: { side: "left", strength: 3, previousId: "theirs" } });
    expect(last?.id).not.toBe("mine"); // a new revision, so a new id
    expect(store.rows.size).toBe(0);
  });

  it("sends each answer once however many flushes run at a time", async () => {
    const { outbox, sent, failing } = bench();
    failing.with = { kind: "later" };
    for (const id of ["1", "2", "3"]) await outbox.add(skip(id), id);
    failing.with = null;
    await Promise.all([outbox.flush(), outbox.flush(), outbox.flush()]);
    expect(sent).toEqual(["1", "2", "3"]);
  });
});
