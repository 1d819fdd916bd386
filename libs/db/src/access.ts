import { MemberRole } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

/** From a thing's id to its project. */
const PROJECT_OF = {
  project: "select id from project where id = $1",
  promptSet: "select project_id as id from prompt_set where id = $1",
  prompt: "select project_id as id from prompt where id = $1",
  policyVersion: "select p.project_id as id from policy_version v join policy p on p.id = v.policy_id where v.id = $1",
  generation: "select project_id as id from generation where id = $1",
  batch: "select project_id as id from label_batch where id = $1",
  assignment: "select b.project_id as id from assignment a join label_batch b on b.id = a.batch_id where a.id = $1",
  judgment: "select project_id as id from judgment where id = $1",
  snapshot: "select d.project_id as id from dataset_snapshot s join dataset d on d.id = s.dataset_id where s.id = $1",
  rewardModelVersion:
    "select m.project_id as id from reward_model_version v join reward_model m on m.id = v.reward_model_id where v.id = $1",
  run: "select project_id as id from training_run where id = $1",
  schedule: "select project_id as id from schedule where id = $1",
  sampleRequest: "select project_id as id from sample_request where id = $1",
} as const;

export type Owned = keyof typeof PROJECT_OF;

const Standing = z.object({ projectId: z.uuid(), role: MemberRole });

/** The user's role in the project that the thing belongs to; null when there is no such thing, or the user is no member. */
export async function standingIn(
  db: Db,
  userId: string,
  of: { kind: Owned; id: string },
): Promise<z.infer<typeof Standing> | null> {
  const sql = `select m.project_id as "projectId", m.role from (${PROJECT_OF[of.kind]}) o
    join project_member m on m.project_id = o.id and m.user_id = $2`;
  const [row] = await rowsOf(db, Standing, { name: `standing_in_${of.kind}`, sql, values: [of.id, userId] });
  return row ?? null;
}

/** Whether all these things exist in the project. */
export async function allIn(db: Db, projectId: string, of: { kind: Owned; ids: readonly string[] }): Promise<boolean> {
  const ids = [...new Set(of.ids)];
  const one = PROJECT_OF[of.kind].replace("$1", "r.id");
  const sql = `select count(*)::int as n from unnest($2::uuid[]) as r (id) where (${one}) = $1`;
  const [row] = await rowsOf(db, z.object({ n: z.int() }), { sql, values: [projectId, ids] });
  return row?.n === ids.length;
}
