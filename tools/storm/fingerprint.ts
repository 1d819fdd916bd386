import { loadCheckpoint, openArtifacts, type Artifacts } from "@rlhf/artifacts";
import { latestCheckpoints, listProjects, listRuns, type Db } from "@rlhf/db";
import { canonicalJson, type Run } from "@rlhf/domain";
import type { Room } from "./room";

/** What a loop left behind that must not depend on what happened to it: everything except ids and times. */
export type Fingerprint = Record<string, unknown>;

const TIMES = new Set(["seconds", "total_seconds", "peak_rss_mb"]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Per run: status, the bits of every metric point, sha256 of every file of every checkpoint, the figures of the result. */
export async function fingerprint(room: Room, slug: string): Promise<Fingerprint> {
  const [db, artifacts] = [await room.db(), await openArtifacts(room.artifactsOf(slug))];
  const project = (await listProjects(db)).find((p) => p.slug === slug);
  if (!project) throw new Error(`project ${slug}: expected it to be there`);
  const runs = await listRuns(db, { projectId: project.id });
  const prints = await Promise.all(
    runs.map(async (run) => [
      run.name,
      {
        status: run.status,
        metrics: await metricBits(db, run),
        checkpoints: await checkpointHashes(db, artifacts, run),
        result: withoutIdsAndTimes(run.result),
      },
    ]),
  );
  return { ...Object.fromEntries(prints), rows: await counts(db, project.id) };
}

/** Every point as the bits that are stored; the speed is left out, it is a time. */
async function metricBits(db: Db, run: Run): Promise<string[]> {
  const { rows } = await db.pool.query<{ point: string }>(
    `select m.name || ' ' || p.step || ' ' || encode(float8send(p.value), 'hex') as point
     from metric_point p join metric m on m.id = p.metric_id where p.run_seq = $1 and m.name <> 'eps' order by m.name, p.step`,
    [run.seq],
  );
  return rows.map((row) => row.point);
}

async function checkpointHashes(db: Db, artifacts: Artifacts, run: Run): Promise<string[]> {
  const rows = await latestCheckpoints(db, run.id, { limit: 100 });
  const loaded = rows.map(async ({ step, manifestSha256 }) => {
    const { manifest } = await loadCheckpoint(artifacts, manifestSha256); // every byte verified
    const files = manifest.files.map((file) => `${file.name} ${file.sha256}`);
    return `step ${step}: ${files.join(", ")} ${canonicalJson(manifest.state.counters)}`;
  });
  return Promise.all(loaded);
}

async function counts(db: Db, projectId: string): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<Record<string, number>>(
    `select (select count(*)::int from generation where project_id = $1) as generations,
       (select count(*)::int from judgment where project_id = $1) as judgments,
       (select count(*)::int from pairwise_outcome where project_id = $1) as outcomes,
       (select count(*)::int from policy_version v join policy p on p.id = v.policy_id where p.project_id = $1) as policies,
       (select count(*)::int from dataset_snapshot s join dataset d on d.id = s.dataset_id where d.project_id = $1) as snapshots,
       (select count(*)::int from training_run where project_id = $1) as runs`,
    [projectId],
  );
  return rows[0] ?? {};
}

const withoutIdsAndTimes = (result: unknown): unknown =>
  JSON.parse(
    JSON.stringify(result, (key, value: unknown) =>
      TIMES.has(key) || (typeof value === "string" && UUID.test(value)) ? undefined : value,
    ) ?? "null",
  );

/** What differs, one line each; empty when nothing does. */
export function differences(expected: Fingerprint, got: Fingerprint): string[] {
  const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
  return [...keys].flatMap((key) => {
    const [want, have] = [canonicalJson(expected[key]), canonicalJson(got[key])];
    return want === have ? [] : [`${key}: ${firstDifference(want, have)}`];
  });
}

function firstDifference(want: string, have: string): string {
  let at = 0;
  while (at < want.length && want[at] === have[at]) at++;
  const from = Math.max(0, at - 60);
  return `expected …${want.slice(from, at + 60)}…, got …${have.slice(from, at + 60)}…`;
}
