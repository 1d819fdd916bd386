import { constants, setPriority } from "node:os";
import { getRun, isConnectionLost, queryError } from "@rlhf/db";
import { ConfigError, RlhfError } from "@rlhf/domain";
import { closeWorkbench, executeQueuedRun, openWorkbench } from "@rlhf/pipeline";
import { childSignals } from "./child-signals";
import { readEnv } from "./env";
import { DATABASE_AWAY, ENDED } from "./exit-codes";

/** Executes one claimed run: `trainer <run id> <lease epoch>`. The code tells the supervisor whether the row has its end. */
export async function train([runId, epoch]: string[]): Promise<number> {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL); // whoever labels beside it waits for the web and the database
  const signal = childSignals();
  const lease = { runId: runId ?? "", epoch: Number(epoch) };
  if (lease.runId === "" || !Number.isSafeInteger(lease.epoch))
    throw new ConfigError("trainer: expected a run and its lease epoch");
  const bench = await openWorkbench(readEnv());
  try {
    await executeQueuedRun({ bench, lease, signal, onProgress: () => undefined });
    return ENDED;
  } catch (thrown) {
    if (isConnectionLost(thrown)) return DATABASE_AWAY;
    const error = queryError(thrown);
    const { status, leaseEpoch } = await getRun(bench.db, lease.runId);
    if (status === "running" && leaseEpoch === lease.epoch) throw error; // not recorded: the supervisor decides
    if (!(error instanceof RlhfError)) process.stderr.write(`run ${lease.runId}: ${String(error)}\n`);
    return ENDED;
  } finally {
    await closeWorkbench(bench);
  }
}
