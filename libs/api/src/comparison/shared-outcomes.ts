import { listOutcomes, type Db, type OutcomeFilter } from "@rlhf/db";
import type { PairwiseOutcome } from "@rlhf/domain";

const running = new WeakMap<Db, Map<string, Promise<PairwiseOutcome[]>>>();

/** The rows of a filter, read once for all who ask while they are being read: a page asks for ten numbers of the same rows. */
export async function sharedOutcomes(db: Db, filter: OutcomeFilter): Promise<readonly PairwiseOutcome[]> {
  const reads = running.get(db) ?? new Map<string, Promise<PairwiseOutcome[]>>();
  running.set(db, reads);
  const { projectId, judgeKind, policyVersionIds } = filter;
  const key = JSON.stringify([projectId, judgeKind, policyVersionIds]);
  const known = reads.get(key);
  if (known) return known;
  const read = listOutcomes(db, { projectId, judgeKind, policyVersionIds }).finally(() => reads.delete(key));
  reads.set(key, read);
  return read;
}
