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
  /** The lease of the pair ended while it was read. */
  late: boolean;
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
  /** Lets other windows know that this pair is dealt with. */
  tell(assignmentId: string): void;
  now(): number;
};
type GiveBack = { kind: "skip" | "flag"; reason: RouterInputs["label"]["skip"]["reason"]; note: string };

const START: DeskState = {
  phase: "loading",
  why: null,
  item: null,
  draft: EMPTY_DRAFT,
  given: [],
  historyAt: null,
  undone: null,
  late: false,
};

/** One person's desk: the pair on it, what was put in, and the way back. Knows nothing of the screen. */
export class Desk {
  #state = START;
  #parked: { item: DeskItem; draft: Draft } | null = null;
  #mine: RouterOutputs["label"]["history"]["items"] = [];
  #asking = false;
  #timing: Timing;
  readonly #parts: DeskParts;
  readonly #listeners = new Set<() => void>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#timing = freshTiming(parts.now());
  }

  readonly state = (): DeskState => this.#state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The pair that waits, or the next one from the server. */
  async advance(): Promise<void> {
    if (this.#parked) {
      const { item, draft } = this.#parked;
      this.#parked = null;
      return this.#show(item, draft);
    }
    if (this.#asking) return;
    this.#asking = true;
    try {
      const { task, why } = await this.#parts.next();
      if (task) this.#show(itemOfTask(task), (await this.#parts.drafts.read(task.assignmentId)) ?? EMPTY_DRAFT);
      else this.#set({ phase: "idle", why, item: null, draft: EMPTY_DRAFT, historyAt: null });
    } catch {
      this.#set({ phase: "waiting" }); // the outbox says whether it is the network or the session
    } finally {
      this.#asking = false;
    }
  }

  async submit(): Promise<void> {
    const { item, draft, phase } = this.#state;
    if (!item || draft.choice === null || phase !== "ready") return;
    const input = judgmentOf(item, { ...draft, choice: draft.choice }, this.#timing);
    const given = { item, draft, judgmentId: input.judgmentId, at: this.#parts.now() };
    this.#set({ phase: "loading", given: [...this.#state.given.slice(-49), given], undone: null });
    await this.#parts.outbox.add({ kind: item.previousId === null ? "submit" : "edit", input }, input.judgmentId);
    this.#parts.tell(item.assignmentId);
    await this.advance();
    await this.#parts.drafts.drop(item.assignmentId); // tidying; the next pair does not wait for it
  }

  /** Takes the newest answer of this sitting back and puts its pair on the desk again. */
  async undo(): Promise<void> {
    const last = this.#state.given.at(-1);
    if (!last || this.#state.phase === "loading") return;
    this.#park();
    const judgmentId = newId();
    const { assignmentId } = last.item;
    const given = this.#state.given.slice(0, -1);
    this.#show({ ...last.item, previousId: judgmentId }, last.draft, { given, undone: last });
    const input = { judgmentId, assignmentId, previousId: last.judgmentId };
    await this.#parts.outbox.add({ kind: "undo", input }, judgmentId);
  }

  /** Gives the answer that was just taken back once more. */
  async redo(): Promise<void> {
    const { undone, item } = this.#state;
    if (!undone || item?.assignmentId !== undone.item.assignmentId) return;
    this.#set({ draft: undone.draft });
    await this.submit();
  }

  /** `mode`: how a choice was made; a note or a reason says nothing about that. */
  put(change: Partial<Draft>, mode = this.#timing.mode): void {
    const { item, phase, draft } = this.#state;
    if (!item || phase !== "ready") return;
    this.#timing = { ...this.#timing, firstInputAt: this.#timing.firstInputAt ?? this.#parts.now(), mode };
    this.#set({ draft: { ...draft, ...change } });
    void this.#parts.drafts.save(item.assignmentId, this.#state.draft);
  }

  async giveBack({ kind, reason, note }: GiveBack): Promise<void> {
    const { item, phase } = this.#state;
    if (!item || item.previousId !== null || phase !== "ready") return;
    this.#set({ phase: "loading" });
    const input = { assignmentId: item.assignmentId, reason, note: note.trim().slice(0, 2_000) || undefined };
    await this.#parts.outbox.add({ kind, input }, newId());
    this.#parts.tell(item.assignmentId);
    await this.advance();
    await this.#parts.drafts.drop(item.assignmentId);
  }

  /** −1 goes back in my history, 1 forward and at its end to the pair that waits. */
  async move(by: -1 | 1): Promise<void> {
    const { historyAt } = this.#state;
    if (historyAt === null && by === 1) return;
    if (historyAt === null) this.#mine = await this.#parts.history().catch(() => []);
    const at = (historyAt ?? -1) - by;
    if (at < 0) return this.advance();
    const answer = this.#mine[at];
    if (!answer) return;
    this.#park();
    const { item, draft } = itemOfAnswer(answer);
    this.#show(item, draft, { historyAt: at });
  }

  /** Puts one of my latest answers on the desk, to be changed; false when it is not among them. */
  async open(judgmentId: string): Promise<boolean> {
    this.#mine = await this.#parts.history();
    const at = this.#mine.findIndex((answer) => answer.judgmentId === judgmentId);
    const answer = this.#mine[at];
    if (!answer) return false;
    this.#park();
    const { item, draft } = itemOfAnswer(answer);
    this.#show(item, draft, { historyAt: at });
    return true;
  }

  /** The server no longer holds this pair for us. */
  leaseEnded(assignmentId: string): void {
    if (this.#state.item?.assignmentId === assignmentId) this.#set({ late: true });
  }

  /** Another window of this person dealt with a pair: if it is on this desk, the next one comes. */
  async doneElsewhere(assignmentId: string): Promise<void> {
    if (this.#parked?.item.assignmentId === assignmentId) this.#parked = null;
    const { item, phase } = this.#state;
    if (item?.assignmentId !== assignmentId || item.previousId !== null || phase !== "ready") return;
    this.#set({ phase: "loading" });
    await this.advance();
  }

  /** The page went out of sight for `ms`; that time is not spent on the pair. */
  hidden(ms: number): void {
    this.#timing = { ...this.#timing, hiddenMs: this.#timing.hiddenMs + ms };
  }

  #set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change };
    this.#listeners.forEach((listener) => listener());
  }

  #show(item: DeskItem, draft: Draft, more: Partial<DeskState> = {}): void {
    this.#timing = freshTiming(this.#parts.now());
    this.#set({ phase: "ready", why: null, item, draft, historyAt: null, late: false, ...more });
  }

  #park(): void {
    const { item, draft, phase } = this.#state;
    if (item && item.previousId === null && phase === "ready") this.#parked = { item, draft };
  }
}

const freshTiming = (at: number): Timing => ({ shownAt: at, hiddenMs: 0, firstInputAt: null, mode: "keyboard" });
