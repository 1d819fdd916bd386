import { BlindTask, newId, SubmitResult } from "@rlhf/domain";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Account } from "./accounts";
import type { Desk } from "./desk";
import type { Said } from "./set-check";
import type { Outcome } from "./trpc-client";

const AGAIN_MS = 1_000; // when the server cannot be reached
/** The browser gets the next pair with the reply; this share asks for it apart, as after a reload. */
const ASKS_APART = 0.25;
const Next = z.object({ task: BlindTask.nullable() });
const Submitted = SubmitResult.extend({ next: Next.optional() });
type Task = z.infer<typeof BlindTask>;

/** Somebody who labels as the label page does: one answer at a time, kept and sent again until the server has taken it. */
export class Annotator {
  readonly #account: Account;
  readonly #desk: Desk;
  #task: Task | null = null;
  /** Answers are given one after the other, as by one person. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(account: Account, desk: Desk) {
    this.#account = account;
    this.#desk = desk;
  }

  /** Takes the first pair, unless one lies there. */
  sitDown(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#task === null) await this.#claim();
    });
  }

  /** When nothing that was begun is under way any more. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Answers the pair on the desk and takes the next one. `meantAt`: when the person pressed the key (performance.now). */
  answer(meantAt: number): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#task === null) await this.#claim();
      if (this.#task === null) return; // nothing left, or stopped
      if (!(await this.#submit(this.#task, meantAt))) return;
      if (this.#task === null) await this.#claim();
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined); // its caller hears of it
    return turn;
  }

  async #claim(): Promise<void> {
    const askedAt = performance.now();
    const outcome = await this.#insistently("label.next", { projectId: this.#desk.projectId });
    if (outcome === null) return;
    this.#task = Next.parse(outcome.data).task;
    this.#desk.seen.claimMs.push(performance.now() - askedAt);
  }

  async #submit(task: Task, meantAt: number): Promise<boolean> {
    const { random, said, seen } = this.#desk;
    const strength = Math.floor(4 * random());
    const side = strength === 0 ? "tie" : random() < 0.5 ? "left" : "right";
    const { assignmentId, leftText, rightText } = task;
    const answer = { judgmentId: newId(), assignmentId, side, strength } as const;
    const entry: Said = { ...answer, userId: this.#account.userId, leftText, rightText, status: null };
    said.push(entry);
    const outcome = await this.#insistently("label.submit", { ...answer, andNext: random() >= ASKS_APART });
    if (outcome === null) return false;
    const { status, next } = Submitted.parse(outcome.data);
    entry.status = status;
    this.#task = next?.task ?? null;
    seen.submitMs.push(performance.now() - meantAt);
    return true;
  }

  /** The same call until the server has done it; null when stopped before. @throws Error when it was refused. */
  async #insistently(path: string, input: object): Promise<{ data: unknown } | null> {
    const { client, seen, stop, random } = this.#desk;
    while (!stop.aborted) {
      const outcome = await client.mutate(this.#account, path, input);
      if (outcome.kind === "done") return outcome;
      if (outcome.kind === "refused") throw new Error(`${path}: ${outcome.status} ${outcome.message}`);
      seen[outcome.kind]++;
      await sleep(pause(outcome) * (1 + random()), undefined, { signal: stop }).catch(() => undefined);
    }
    return null;
  }
}

const pause = (outcome: Outcome): number => (outcome.kind === "busy" ? outcome.retryAfterMs : AGAIN_MS);
