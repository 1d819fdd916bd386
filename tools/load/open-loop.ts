import { setTimeout as sleep } from "node:timers/promises";
import type { Annotator } from "./annotator";
import { quantiles, type Quantiles } from "./histogram";

/** `lateness`: how long after its moment an answer was given by the generator itself, in ms; large = it was starved. */
export type LoopReport = { offered: number; lateness: Quantiles; settledMs: number };

/**
 * Answers at a fixed rate, whatever the server does: the k-th at k / rate seconds, by the annotators in turn. Whoever is still
 * busy then gives it as soon as it can, and the wait counts. Resolves when all are acknowledged, or after `patienceMs`.
 */
export async function openLoop(
  annotators: readonly Annotator[],
  { rate, seconds, patienceMs }: { rate: number; seconds: number; patienceMs: number },
): Promise<LoopReport> {
  const offered = Math.round(rate * seconds);
  const lateness: number[] = [];
  const answers: Promise<void>[] = [];
  const began = performance.now();
  for (let k = 0; k < offered; k++) {
    const meantAt = began + (1000 * k) / rate;
    const wait = meantAt - performance.now();
    if (wait > 1) await sleep(wait);
    lateness.push(Math.max(0, performance.now() - meantAt));
    const annotator = annotators[k % annotators.length];
    const answer = annotator?.answer(meantAt) ?? Promise.resolve();
    answer.catch(() => undefined); // told below
    answers.push(answer);
    // the answers of the server are read even when the generator is behind
    if (wait <= 1 && k % 16 === 0) await new Promise(setImmediate);
  }
  const loadEnded = performance.now();
  const settled = Promise.all(answers);
  settled.catch(() => undefined); // should it come after patience has ended
  await Promise.race([settled, sleep(patienceMs, undefined, { ref: false })]);
  return { offered, lateness: quantiles(lateness), settledMs: Math.round(performance.now() - loadEnded) };
}
