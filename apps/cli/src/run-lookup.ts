import { getRun, listRuns, type Db } from "@rlhf/db";
import { nearestName, NotFoundError, type Run } from "@rlhf/domain";

/** The run whose id begins so. @throws NotFoundError naming the nearest id when none does, or all that do. */
export async function findRun(db: Db, prefix: string): Promise<Run> {
  const runs = await listRuns(db);
  const begin = prefix.toLowerCase();
  if (runs.some((run) => run.id.startsWith(begin))) return getRun(db, begin);
  const near = nearestName(
    begin,
    runs.map((run) => run.id.slice(0, begin.length)),
  );
  const meant = near === null ? undefined : runs.find((run) => run.id.startsWith(near));
  if (meant === undefined) return getRun(db, begin); // an older run, or the plain message that there is none
  throw new NotFoundError(
    `run ${prefix}: expected an id or the beginning of one; did you mean ${meant.id} (${meant.name})?`,
  );
}
