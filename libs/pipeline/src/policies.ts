import { loadCheckpoint } from "@rlhf/artifacts";
import { createPolicyVersion, ensurePolicy, getPolicyVersion, getRewardModelVersion, readCheckpoints } from "@rlhf/db";
import { CheckpointError, type PolicyKind } from "@rlhf/domain";
import { gptFromArrays, type Gpt, type GptConfig } from "@rlhf/gpt";
import type { RewardModel } from "@rlhf/reward";
import { decodeSafetensors } from "@rlhf/tensor";
import { z } from "zod";
import type { StageContext, Workbench } from "./workbench";

const GptShape = z.strictObject({
  nLayer: z.int(),
  nHead: z.int(),
  nEmbd: z.int(),
  nCtx: z.int(),
  vocabSize: z.int(),
}) satisfies z.ZodType<GptConfig>;

/** Records a trained state of a policy; its weights are the `model` file of the checkpoint. Returns the version's id. */
export async function recordPolicy(
  ctx: StageContext,
  policy: { name: string; kind: PolicyKind; checkpointId: string | null; parentId: string | null; config: GptConfig },
): Promise<string> {
  const { name, kind, checkpointId, parentId, config } = policy;
  const { db } = ctx.bench;
  const { id: policyId } = await ensurePolicy(db, { projectId: ctx.projectId, name });
  const version = await createPolicyVersion(db, { policyId, kind, checkpointId, parentId, config });
  return version.id;
}

/** The policy's weights as a model; the caller disposes its params. @throws CheckpointError if it has no weights. */
export async function loadPolicy(bench: Workbench, policyVersionId: string): Promise<Gpt> {
  const version = await getPolicyVersion(bench.db, policyVersionId);
  if (version.checkpointId === null) {
    throw new CheckpointError(`policy ${version.policyName}: expected a checkpoint, it has none (an external policy)`);
  }
  return loadModel(bench, { checkpointId: version.checkpointId, config: GptShape.parse(version.config) });
}

/** The reward model's weights with its gain and bias; the caller disposes its params. */
export async function loadRewardModel(bench: Workbench, versionId: string, config: GptConfig): Promise<RewardModel> {
  const version = await getRewardModelVersion(bench.db, versionId);
  if (version.checkpointId === null) throw new CheckpointError(`reward model ${versionId}: expected a checkpoint`);
  const model = await loadModel(bench, { checkpointId: version.checkpointId, config });
  return { model, gain: 1 / version.normStd, bias: -version.normMean / version.normStd };
}

async function loadModel(bench: Workbench, from: { checkpointId: string; config: GptConfig }): Promise<Gpt> {
  const [row] = await readCheckpoints(bench.db, [from.checkpointId]);
  if (!row) throw new CheckpointError(`expected checkpoint ${from.checkpointId} in the database, found none`);
  const { files } = await loadCheckpoint(bench.artifacts, row.manifestSha256);
  const bytes = files["model.safetensors"];
  if (!bytes) throw new CheckpointError(`checkpoint ${row.id}: expected a file model.safetensors`);
  return gptFromArrays(from.config, decodeSafetensors(bytes).arrays);
}
