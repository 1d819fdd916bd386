import {
  claimWaitingRun,
  expireSamples,
  heartbeat,
  heldRuns,
  reapLeases,
  recoverRun,
  samplesWait,
  waitingRuns,
  wakeStarvedRuns,
  type Db,
  type HeldRun,
} from "@rlhf/db";
import { StaleLeaseError, type RunLease } from "@rlhf/domain";
import { fireDueSchedules, type RunQueue, type WakeUp } from "@rlhf/jobs";
import { CODE_VERSION } from "./code-version";
import { DATABASE_AWAY, ENDED } from "./exit-codes";
import { isDeadNeighbour } from "./neighbours";
import type { Child, StartChild } from "./start-child";

const LEASE_SECONDS = 15;
const HEARTBEAT_MS = 3_000;
const DRAIN_MS = 15_000;
const MAX_TRIES = 3;
const RETRY_SECONDS = 1;
/** How long a run waits that stopped for want of disk or memory. */
const STARVED_SECONDS = 60;
/** A waiting run that nobody was woken for in this time is taken without. */
const LOST_WAKE_UP_MS = 10_000;

export type SupervisorOptions = {
  db: Db;
  queue: RunQueue;
  /** `host/pid`: neighbours on the same machine see by it that this process is gone. */
  workerId: string;
  startChild: StartChild;
  log: (text: string) => void;
};

/**
 * What a worker does besides training: fires schedules, takes waiting runs one at a time, holds their leases, sends their
 * heartbeats, and takes over what dead workers left behind. Each run trains in a child process.
 */
export class Supervisor {
  private readonly o: SupervisorOptions;
  private running: { lease: RunLease; child: Child; done: Promise<void> } | null = null;
  private sampler: Child | null = null;
  private isDraining = false;
  private readonly unwoken = new Map<string, number>();

  constructor(options: SupervisorOptions) {
    this.o = options;
  }

  /** One round; call it again and again. @throws what the database says when it is away. */
  async tick(): Promise<void> {
    const { db, log } = this.o;
    for (const { schedule, runId } of await fireDueSchedules(db, { codeVersion: CODE_VERSION }))
      log(`schedule ${schedule.name}: ${runId === null ? "left out" : `run ${runId}`}`);
    for (const held of await heldRuns(db)) await this.takeOver(held);
    await wakeStarvedRuns(db, STARVED_SECONDS);
    await reapLeases(db); // pairs of people who went away go to others
    await this.serveSamples();
    if (this.running === null) await this.startNext();
  }

  /** Stops taking runs; what runs saves a checkpoint and goes back to the queue. At most 15 s. */
  async drain(): Promise<void> {
    this.isDraining = true;
    const { running, sampler } = this;
    for (const child of [running?.child, sampler]) child?.kill("SIGTERM");
    const late = setTimeout(() => [running?.child, sampler].forEach((child) => child?.kill("SIGKILL")), DRAIN_MS);
    await Promise.all([running?.done, sampler?.ended]);
    clearTimeout(late);
  }

  /** A run whose worker is gone waits again, without a try against it. */
  private async takeOver(held: HeldRun): Promise<void> {
    const { db, workerId, log } = this.o;
    if (held.runId === this.running?.lease.runId) return;
    const isOrphan = held.workerId === workerId; // ours, but its child's end could not be recorded
    if (!held.lapsed && !isOrphan && !isDeadNeighbour(held.workerId)) return;
    const recovery = { error: `worker ${held.workerId} is gone`, counts: false, maxTries: MAX_TRIES };
    const run = await recoverRun(db, held, { ...recovery, delaySeconds: 0 });
    if (run) log(`run ${run.id}: taken over from ${held.workerId}`);
  }

  private async startNext(): Promise<void> {
    const { db, queue } = this.o;
    const waiting = await waitingRuns(db, 20);
    for (const runId of waiting) await this.wake(runId);
    for (const runId of this.unwoken.keys()) if (!waiting.includes(runId)) this.unwoken.delete(runId);
    for (let job = await queue.next(); job !== null && this.running === null; job = await queue.next()) {
      await this.start(job);
      if (this.running !== null) return;
    }
  }

  private async wake(runId: string): Promise<void> {
    if (await this.o.queue.wake(runId)) return void this.unwoken.delete(runId);
    const since = this.unwoken.get(runId) ?? Date.now();
    this.unwoken.set(runId, since);
    if (Date.now() - since > LOST_WAKE_UP_MS && this.running === null) await this.claim(runId);
  }

  private async start(job: WakeUp): Promise<void> {
    const { queue } = this.o;
    try {
      await this.claim(job.runId);
    } catch (error) {
      await queue.failed(job, error instanceof Error ? error.message : String(error));
      throw error;
    }
    await queue.done(job);
  }

  private async claim(runId: string): Promise<void> {
    const { db, workerId, startChild, log } = this.o;
    const claimed = await claimWaitingRun(db, runId, { workerId, leaseSeconds: LEASE_SECONDS });
    if (!claimed) return; // another worker has it, or someone stopped it
    const { lease } = claimed;
    const child = startChild("trainer", [runId, String(lease.epoch)]);
    log(`run ${runId}: started, epoch ${lease.epoch}, process ${child.pid}`);
    this.running = { lease, child, done: this.follow(lease, child) };
  }

  private async follow(lease: RunLease, child: Child): Promise<void> {
    const { db, log } = this.o;
    const beat = setInterval(() => {
      heartbeat(db, lease, { leaseSeconds: LEASE_SECONDS }).catch((error: unknown) => {
        // Lost, or the run has ended by itself: its child then needs a moment to leave.
        if (error instanceof StaleLeaseError) setTimeout(() => child.kill("SIGKILL"), HEARTBEAT_MS).unref();
      });
    }, HEARTBEAT_MS);
    const { code, signal } = await child.ended;
    clearInterval(beat);
    const how = signal === null ? `code ${code}` : `signal ${signal}`;
    const counts = !this.isDraining && code !== ENDED && code !== DATABASE_AWAY;
    const recovery = {
      error: `its process ended with ${how}`,
      counts,
      maxTries: MAX_TRIES,
      delaySeconds: RETRY_SECONDS,
    };
    try {
      const run = await recoverRun(db, lease, recovery);
      log(`run ${lease.runId}: process ended with ${how}${run ? `, run ${run.status}` : ""}`);
    } catch (error) {
      log(`run ${lease.runId}: process ended with ${how}; ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.running = null;
    }
  }

  /** The playground's child lives while there is something to answer, and some time longer. */
  private async serveSamples(): Promise<void> {
    const { db, startChild } = this.o;
    await expireSamples(db);
    if (this.sampler !== null || !(await samplesWait(db))) return;
    const child = startChild("sampler", []);
    this.sampler = child;
    void child.ended.then(() => (this.sampler = null));
  }
}
