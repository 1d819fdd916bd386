import { newId, RewardModelVersion } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { inTransaction, rowOf } from "./query";

const VERSION = `id, reward_model_id as "rewardModelId", version, run_id as "runId", snapshot_id as "snapshotId",
  checkpoint_id as "checkpointId", val_accuracy as "valAccuracy", ece, temperature, norm_mean as "normMean", norm_std as "normStd"`;

export type RewardModelVersionInput = {
  projectId: string;
  name: string;
  runId: string | null;
  snapshotId: string | null;
  checkpointId: string | null;
  valAccuracy: number | null;
  ece: number | null;
  temperature?: number;
  normMean: number;
  normStd: number;
};

/** The next version of the reward model of this name; the version of the same run again is updated. */
export async function createRewardModelVersion(db: Db, input: RewardModelVersionInput): Promise<RewardModelVersion> {
  return inTransaction(db, async (client) => {
    const { id } = await rowOf(client, z.object({ id: z.uuid() }), {
      sql: `insert into reward_model (id, project_id, name) values ($1, $2, $3)
        on conflict (project_id, name) do update set name = excluded.name returning id`, // locks the model's row
      values: [newId(), input.projectId, input.name],
      what: `reward model ${input.name}`,
    });
    const fields = [input.snapshotId, input.checkpointId, input.valAccuracy, input.ece, input.temperature ?? 1];
    const values = [id, input.runId, ...fields, input.normMean, input.normStd];
    const known = await client.query(
      `update reward_model_version set snapshot_id = $3, checkpoint_id = $4, val_accuracy = $5, ece = $6, temperature = $7,
         norm_mean = $8, norm_std = $9 where reward_model_id = $1 and run_id = $2`,
      values,
    );
    if (known.rowCount === 0)
      await client.query(
        `insert into reward_model_version (id, reward_model_id, version, run_id, snapshot_id, checkpoint_id, val_accuracy, ece,
           temperature, norm_mean, norm_std)
         select $10, $1::uuid, coalesce(max(version), 0) + 1, $2::uuid, $3::uuid, $4::uuid, $5::float8, $6::float8, $7::float8, $8::float8, $9::float8
         from reward_model_version where reward_model_id = $1`,
        [...values, newId()],
      );
    const sql = `select ${VERSION} from reward_model_version where reward_model_id = $1 and run_id is not distinct from $2::uuid
      order by version desc limit 1`;
    return rowOf(client, RewardModelVersion, { sql, values: [id, input.runId], what: "the new reward model version" });
  });
}

export async function getRewardModelVersion(db: Db, id: string): Promise<RewardModelVersion> {
  const sql = `select ${VERSION} from reward_model_version where id = $1`;
  return rowOf(db, RewardModelVersion, { sql, values: [id], what: `reward model version ${id}` });
}
