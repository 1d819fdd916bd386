import type { RouterInputs, RouterOutputs } from "@rlhf/api";
import { newId } from "@rlhf/domain";
import { EMPTY_DRAFT, itemOfAnswer, itemOfTask, judgmentOf, type DeskItem, type Draft, type Timing } from "./draft";
import type { Outbox } from "./outbox";

export type Given = { item: DeskItem; draft: Draft; judgmentId: string; at: number };
export type DeskState = {
  /** `waiting`: the server cannot be asked now · `idle`: it has nothing. */
  phase: "loading" | "ready" | "waiting" | "idle";
  why: "empty" | "done" | null;
  item: DeskItem | null;
  draft: Draft;
  /** Answers of this sitting that undo can take back, newest last. */
  given: readonly Given[];
  /** Position in my history, 0 = newest; null while on new pairs. */
  historyAt: number | null;
  undone: Given | null;
};
export type DeskParts = {
  next(): Promise<RouterOutputs["label"]["next"]>;
  history(): Promise<RouterOutputs["label"]["history"]["items"]>;
  outbox: Pick<Outbox, "add">;
  drafts: {
    save(id: string, draft: Draft): Promise<void>;
    read(id: string): Promise<Draft | null>;
    drop(id: string): Promise<void>;
  };
  now(): number;
};
type GiveBack = { kind: "skip" | "flag"; reason: RouterInputs["label"]["skip"]["reason"] };

/** One person's desk: the pair on it, what was put in, and the way back. Knows nothing of the screen. */
export function createDesk(parts: DeskParts) {
  const { outbox, drafts, now } = parts;
  let state: DeskState = {
    phase: "loading",
    why: null,
    item: null,
    draft: EMPTY_DRAFT,
    given: [],
    historyAt: null,
    undone: null,
  };
  let parked: { item: DeskItem; draft: Draft } | null = null;
  let mine: RouterOutputs["label"]["history"]["items"] = [];
  let asking = false;
  let timing: Timing = freshTiming(now());
  const listeners = new Set<() => void>();
  const set = (change: Partial<DeskState>) => {
    state = { ...state, ...change };
    listeners.forEach((listener) => listener());
  };
  const show = (item: DeskItem, draft: Draft, more: Partial<DeskState> = {}) => {
    timing = freshTiming(now());
    set({ phase: "ready", why: null, item, draft, historyAt: null, ...more });
  };
  const park = () => {
    if (state.item && state.item.previousId === null && state.phase === "ready")
      parked = { item: state.item, draft: state.draft };
  };
  const advance = async () => {
    if (parked) {
      const { item, draft } = parked;
      parked = null;
      return show(item, draft);
    }
    if (asking) return;
    asking = true;
    try {
      const { task, why } = await parts.next();
      if (task) show(itemOfTask(task), (await drafts.read(task.assignmentId)) ?? EMPTY_DRAFT);
      else set({ phase: "idle", why, item: null, draft: EMPTY_DRAFT, historyAt: null });
    } catch {
      set({ phase: "waiting" }); // the outbox says whether it is the network or the session
    } finally {
      asking = false;
    }
  };
  const submit = async () => {
    const { item, draft } = state;
    if (!item || draft.choice === null || state.phase !== "ready") return;
    const input = judgmentOf(item, { ...draft, choice: draft.choice }, timing);
    const given = { item, draft, judgmentId: input.judgmentId, at: now() };
    set({ phase: "loading", given: [...state.given.slice(-49), given], undone: null });
    await outbox.add({ kind: item.previousId === null ? "submit" : "edit", input }, input.judgmentId);
    await drafts.drop(item.assignmentId);
    await advance();
  };
  const undo = async () => {
    const last = state.given.at(-1);
    if (!last || state.phase === "loading") return;
    park();
    const judgmentId = newId();
    const { assignmentId } = last.item;
    show({ ...last.item, previousId: judgmentId }, last.draft, { given: state.given.slice(0, -1), undone: last });
    await outbox.add({ kind: "undo", input: { judgmentId, assignmentId, previousId: last.judgmentId } }, judgmentId);
  };
  return {
    state: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    advance,
    submit,
    undo,
    /** Gives the answer that was just taken back once more. */
    redo: async () => {
      if (!state.undone || state.item?.assignmentId !== state.undone.item.assignmentId) return;
      set({ draft: state.undone.draft });
      await submit();
    },
    put: (change: Partial<Draft>, mode: Timing["mode"]) => {
      if (!state.item || state.phase !== "ready") return;
      timing = { ...timing, firstInputAt: timing.firstInputAt ?? now(), mode };
      set({ draft: { ...state.draft, ...change } });
      void drafts.save(state.item.assignmentId, state.draft);
    },
    giveBack: async ({ kind, reason }: GiveBack) => {
      const { item } = state;
      if (!item || item.previousId !== null || state.phase !== "ready") return;
      set({ phase: "loading" });
      await outbox.add({ kind, input: { assignmentId: item.assignmentId, reason } }, newId());
      await drafts.drop(item.assignmentId);
      await advance();
    },
    /** −1 goes back in my history, 1 forward and at its end to the pair that waits. */
    move: async (by: -1 | 1) => {
      if (state.historyAt === null && by === 1) return;
      if (state.historyAt === null) mine = await parts.history().catch(() => []);
      const at = (state.historyAt ?? -1) - by;
      if (at < 0) return advance();
      const answer = mine[at];
      if (!answer) return;
      park();
      const { item, draft } = itemOfAnswer(answer);
      show(item, draft, { historyAt: at });
    },
    /** The page went out of sight for `ms`; that time is not spent on the pair. */
    hidden: (ms: number) => {
      timing = { ...timing, hiddenMs: timing.hiddenMs + ms };
    },
  };
}
export type Desk = ReturnType<typeof createDesk>;

const freshTiming = (at: number): Timing => ({ shownAt: at, hiddenMs: 0, firstInputAt: null, mode: "keyboard" });
