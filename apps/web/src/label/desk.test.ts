import { newId } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { Desk } from "./desk";
import type { Draft } from "./draft";
import type { Outgoing } from "./outbox";

const A_BETTER = { side: "left", strength: 2 } as const;

function bench(tasks: number) {
  const sent: Outgoing[] = [];
  const drafts = new Map<string, Draft>();
  const told: string[] = [];
  const queue = Array.from({ length: tasks }, (_, i) => ({
    assignmentId: newId(),
    messages: [{ role: "user" as const, content: `prompt ${i}` }],
    leftText: `left ${i}`,
    rightText: `right ${i}`,
    schema: {},
    guidelineVersion: 1,
  }));
  let online = true;
  const desk = new Desk({
    next: async () => {
      if (!online) throw new Error("offline");
      const task = queue.shift();
      return task ? { task, why: null } : { task: null, why: "done" };
    },
    history: async () => [],
    outbox: { add: async (outgoing) => void sent.push(outgoing) },
    drafts: {
      save: async (id, draft) => void drafts.set(id, draft),
      read: async (id) => drafts.get(id) ?? null,
      drop: async (id) => void drafts.delete(id),
    },
    tell: (id) => void told.push(id),
    now: Date.now,
  });
  return { desk, sent, drafts, told, setOnline: (on: boolean) => (online = on) };
}

describe("Desk", () => {
  it("submits what was chosen and goes on to the next pair until none is left", async () => {
    const { desk, sent } = bench(2);
    await desk.advance();
    for (let i = 0; i < 2; i++) {
      desk.put({ choice: A_BETTER }, "keyboard");
      await desk.submit();
    }
    expect(sent.map((s) => s.kind)).toEqual(["submit", "submit"]);
    expect(desk.state()).toMatchObject({ phase: "idle", why: "done", item: null });
  });

  it("submits nothing without a choice, and one press twice only once", async () => {
    const { desk, sent } = bench(2);
    await desk.advance();
    await desk.submit();
    expect(sent).toEqual([]);
    desk.put({ choice: A_BETTER }, "keyboard");
    await Promise.all([desk.submit(), desk.submit()]);
    expect(sent).toHaveLength(1);
  });

  it("takes an answer back, asks it anew as its revision, and returns to the pair that waited", async () => {
    const { desk, sent } = bench(2);
    await desk.advance();
    desk.put({ choice: A_BETTER }, "keyboard");
    await desk.submit();
    const waiting = desk.state().item?.assignmentId;
    await desk.undo();
    const [submitted, undo] = sent;
    if (submitted?.kind !== "submit" || undo?.kind !== "undo") throw new Error("expected a submission and an undo");
    expect(undo.input.previousId).toBe(submitted.input.judgmentId);
    expect(desk.state()).toMatchObject({ draft: { choice: A_BETTER }, item: { previousId: undo.input.judgmentId } });
    await desk.redo();
    expect(sent[2]).toMatchObject({ kind: "edit", input: { side: "left", previousId: undo.input.judgmentId } });
    expect(desk.state().item?.assignmentId).toBe(waiting);
  });

  it("brings the draft of a pair back after a reload", async () => {
    const { desk, drafts } = bench(1);
    await desk.advance();
    desk.put({ note: "half a sentence" }, "keyboard");
    expect([...drafts.values()][0]).toMatchObject({ note: "half a sentence" });
  });

  it("waits when the server is away and goes on when it is back", async () => {
    const { desk, setOnline } = bench(1);
    setOnline(false);
    await desk.advance();
    expect(desk.state().phase).toBe("waiting");
    setOnline(true);
    await desk.advance();
    expect(desk.state().phase).toBe("ready");
  });

  it("tells other windows of an answer, and goes on when another window dealt with the pair on it", async () => {
    const { desk, sent, told } = bench(3);
    await desk.advance();
    desk.put({ choice: A_BETTER }, "keyboard");
    const first = desk.state().item?.assignmentId;
    await desk.submit();
    expect(told).toEqual([first]);
    const second = desk.state().item?.assignmentId ?? "";
    await desk.doneElsewhere(first ?? ""); // not on the desk: nothing happens
    expect(desk.state().item?.assignmentId).toBe(second);
    await desk.doneElsewhere(second);
    expect(desk.state().item?.assignmentId).not.toBe(second);
    expect(sent).toHaveLength(1);
  });

  it("gives a pair back with the note that was written", async () => {
    const { desk, sent } = bench(2);
    await desk.advance();
    desk.put({ note: " both are cut off " });
    await desk.giveBack({ kind: "flag", reason: "broken", note: desk.state().draft.note });
    expect(sent[0]).toMatchObject({ kind: "flag", input: { reason: "broken", note: "both are cut off" } });
  });
});
