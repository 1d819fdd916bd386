import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

// How far a policy moved from its reference and what that brought: from training, evaluations and best-of-n runs.

const measured = z.number().nullable();

export const FrontierCheckpoint = z.strictObject({
  policyVersionId: z.uuid(),
  runId: z.uuid(),
  runSeq: z.int(),
  runName: z.string(),
  step: z.int(),
  /** Means of the five training steps up to the checkpoint; KL in nats per response. */
  kl: measured,
  score: measured,
  gold: measured,
});

const STEPS_AVERAGED = 5; // one step is one batch, and noisy; the KL hardly moves in five

/** Checkpoints of PPO runs that became policies, in the order of training. */
export async function frontierCheckpoints(db: Db, projectId: string): Promise<z.infer<typeof FrontierCheckpoint>[]> {
  const mean = (key: string) => `(select avg(p.value) from metric_point p
      where p.run_seq = r.seq and p.metric_id = (select id from metric where project_id = $1 and name = '${key}')
        and p.step between c.step - ${STEPS_AVERAGED - 1} and c.step and p.value - p.value = 0)`;
  const sql = `select v.id as "policyVersionId", r.id as "runId", r.seq as "runSeq", r.name as "runName", c.step,
      ${mean("objective/kl")} as kl, ${mean("objective/scores")} as score, ${mean("world/gold")} as gold
    from policy_version v join policy o on o.id = v.policy_id join checkpoint c on c.id = v.checkpoint_id
    join training_run r on r.id = c.run_id and r.kind = 'ppo'
    where o.project_id = $1 order by r.seq desc, c.step desc limit 1000`;
  return (await rowsOf(db, FrontierCheckpoint, { sql, values: [projectId] })).reverse();
}

export const FrontierEvaluation = z.strictObject({
  policyVersionId: z.uuid(),
  runId: z.uuid(),
  runSeq: z.int(),
  prompts: z.int().nullable(),
  /** On held-out prompts at temperature 1. */
  kl: measured,
  score: measured,
  gold: measured,
});

/** Both policies of every finished evaluation, newest first. */
export async function frontierEvaluations(db: Db, projectId: string): Promise<z.infer<typeof FrontierEvaluation>[]> {
  const figure = (name: string) => `(r.result -> s.side ->> '${name}')::float8`;
  const sql = `select (r.inputs ->> s.input)::uuid as "policyVersionId", r.id as "runId", r.seq as "runSeq",
      (r.result ->> 'prompts')::int as prompts, ${figure("kl")} as kl, ${figure("scoreMean")} as score, ${figure("goldMean")} as gold
    from training_run r cross join (values ('candidate', 'candidateId'), ('baseline', 'baselineId')) as s (side, input)
    where r.project_id = $1 and r.kind = 'evaluate' and r.status = 'succeeded' and r.inputs ? s.input and r.result ? s.side
    order by r.seq desc, s.side desc limit 400`;
  return rowsOf(db, FrontierEvaluation, { sql, values: [projectId] });
}

export const FrontierBestOfN = z.strictObject({
  policyVersionId: z.uuid(),
  runId: z.uuid(),
  runSeq: z.int(),
  n: z.int(),
  kl: z.number(),
  gold: measured,
});

/** Every finished best-of-n run, smallest n first. */
export async function frontierBestOfN(db: Db, projectId: string): Promise<z.infer<typeof FrontierBestOfN>[]> {
  const sql = `select (r.result ->> 'policyVersionId')::uuid as "policyVersionId", r.id as "runId", r.seq as "runSeq",
      (r.result ->> 'n')::int as n, (r.result ->> 'kl')::float8 as kl, (r.result ->> 'goldMean')::float8 as gold
    from training_run r where r.project_id = $1 and r.kind = 'best_of_n' and r.status = 'succeeded' and r.result ? 'kl'
    order by n, r.seq limit 100`;
  return rowsOf(db, FrontierBestOfN, { sql, values: [projectId] });
}
