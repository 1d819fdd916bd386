import { PolicyKind } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

/** May be NaN: what broke down must show it. */
const figure = z.custom<number>((value) => typeof value === "number", "expected a number").nullable();

export const PolicyRef = z.strictObject({ id: z.uuid(), name: z.string(), version: z.int(), kind: PolicyKind });

export const PolicyRow = z.strictObject({
  id: z.uuid(),
  policyId: z.uuid(),
  name: z.string(),
  version: z.int(),
  kind: PolicyKind,
  parentId: z.uuid().nullable(),
  parent: PolicyRef.nullable(),
  /** The run that made it, and the step whose checkpoint it is; null for one that was imported. */
  runId: z.uuid().nullable(),
  runSeq: z.int().nullable(),
  step: z.int().nullable(),
  weightsSha256: z.string().nullable(),
  /** No later checkpoint of the same run is a version too. */
  newestOfRun: z.boolean(),
  /** What its run was rewarded by, and what that had learned from. */
  rewardModel: z
    .strictObject({ id: z.uuid(), name: z.string(), version: z.int(), runId: z.uuid().nullable() })
    .nullable(),
  snapshot: z.strictObject({ id: z.uuid(), name: z.string(), version: z.int(), rows: z.int() }).nullable(),
  generations: z.int(),
  judgments: z.int(),
  /** Nats per response from its reference: measured by an evaluation, else what training saw at this step. */
  kl: figure,
  klFrom: z.enum(["evaluation", "training"]).nullable(),
  klRunId: z.uuid().nullable(),
  createdAt: z.date(),
});

export type PolicyFilter = {
  projectId: string;
  ids?: readonly string[];
  kind?: z.infer<typeof PolicyKind>;
  /** Part of the name. */
  query?: string;
  newestOfRun?: boolean;
  /** The last one of the page before. */
  before?: { createdAt: Date; id: string } | null;
  limit: number;
};

// One training metric is looked up per row by its key; nothing scans points.
const SQL = `with page as (
    select v.*, p.name, c.run_id as made_by, c.step, c.weights_sha256,
      not exists (select 1 from policy_version n join checkpoint nc on nc.id = n.checkpoint_id
        where n.policy_id = v.policy_id and nc.run_id = c.run_id and n.version > v.version) as newest
    from policy_version v join policy p on p.id = v.policy_id left join checkpoint c on c.id = v.checkpoint_id
    where p.project_id = $1),
  picked as (
    select * from page where ($2::uuid[] is null or id = any($2)) and ($3::policy_kind is null or kind = $3)
      and ($4::text is null or strpos(lower(name), lower($4)) > 0) and (newest or not $5)
      and ($6::timestamptz is null or (created_at, id) < ($6, $7::uuid))
    order by created_at desc, id desc limit $8),
  judged as (
    select pv, count(*)::int as n from (
      select pv_i as pv from pairwise_outcome where project_id = $1 and weight > 0
      union all select pv_j from pairwise_outcome where project_id = $1 and weight > 0 and pv_j <> pv_i) x group by pv),
  evaluated as (
    select distinct on (inputs ->> 'candidateId') inputs ->> 'candidateId' as pv, id, (result -> 'candidate' ->> 'kl')::float8 as kl
    from training_run where project_id = $1 and kind = 'evaluate' and result -> 'candidate' ->> 'kl' is not null
    order by inputs ->> 'candidateId', seq desc)
  select v.id, v.policy_id as "policyId", v.name, v.version, v.kind, v.parent_id as "parentId",
    case when pv.id is not null then jsonb_build_object('id', pv.id, 'name', pp.name, 'version', pv.version, 'kind', pv.kind) end as parent,
    r.id as "runId", r.seq as "runSeq", v.step, encode(v.weights_sha256, 'hex') as "weightsSha256", v.newest as "newestOfRun",
    case when m.id is not null then jsonb_build_object('id', m.id, 'name', mm.name, 'version', m.version, 'runId', m.run_id) end as "rewardModel",
    case when s.id is not null then jsonb_build_object('id', s.id, 'name', d.name, 'version', s.version, 'rows', s.row_count) end as snapshot,
    (select count(*)::int from generation g where g.policy_version_id = v.id) as generations, coalesce(j.n, 0) as judgments,
    coalesce(e.kl, t.kl) as kl, case when e.kl is not null then 'evaluation' when t.kl is not null then 'training' end as "klFrom",
    case when e.kl is not null then e.id when t.kl is not null then r.id end as "klRunId", v.created_at as "createdAt"
  from picked v left join policy_version pv on pv.id = v.parent_id left join policy pp on pp.id = pv.policy_id
  left join lateral (
    select r.id, r.seq, r.inputs from training_run r
    where r.id = v.made_by or (v.kind = 'best_of_n' and r.project_id = $1 and r.kind = 'best_of_n' and r.result ->> 'policyVersionId' = v.id::text)
    order by r.seq limit 1) r on true
  left join reward_model_version m on m.id::text = r.inputs ->> 'rewardModelVersionId' left join reward_model mm on mm.id = m.reward_model_id
  left join dataset_snapshot s on s.id = m.snapshot_id left join dataset d on d.id = s.dataset_id
  left join judged j on j.pv = v.id left join evaluated e on e.pv = v.id::text
  left join lateral (
    select mp.value as kl from metric k join metric_point mp on mp.metric_id = k.id and mp.run_seq = r.seq and mp.step <= v.step
    where k.project_id = $1 and k.name = 'objective/kl' order by mp.step desc limit 1) t on true
  order by v.created_at desc, v.id desc`;

/** Policy versions with where each came from and how much is known of it, newest first. */
export async function policyRows(db: Db, filter: PolicyFilter): Promise<z.infer<typeof PolicyRow>[]> {
  const { projectId, ids, kind, query, newestOfRun, before, limit } = filter;
  const values = [projectId, ids ?? null, kind ?? null, query ?? null, newestOfRun ?? false];
  return rowsOf(db, PolicyRow, { sql: SQL, values: [...values, before?.createdAt ?? null, before?.id ?? null, limit] });
}
