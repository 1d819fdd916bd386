import { getRun, type createRun, type Db } from "@rlhf/db";
import { allIn, type Owned } from "@rlhf/db/workbench";
import {
  ConfigError,
  mergeConfig,
  parseConfig,
  PRESETS,
  STAGE_RUNS,
  type Preset,
  type StageInput,
  type StageInputs,
  type StageKind,
} from "@rlhf/domain";
import { z } from "zod";
import manifest from "../../../package.json" with { type: "json" };
import { STAGES } from "./run-form";

export const STAGE_KINDS = Object.keys(STAGE_RUNS) as [StageKind, ...StageKind[]];

type Asked = {
  projectId: string;
  kind: StageKind;
  name: string;
  preset: Preset;
  inputs: StageInputs;
  settings: Record<string, unknown>;
  seed: number;
};

const WHAT: Record<StageInput, { owned: Owned; choose: string }> = {
  loop: { owned: "run", choose: "a loop whose world, tokenizer and model it shares" },
  policyVersionId: { owned: "policyVersion", choose: "a policy" },
  baselineId: { owned: "policyVersion", choose: "the policy to compare with" },
  candidateId: { owned: "policyVersion", choose: "the policy that is judged" },
  rewardModelVersionId: { owned: "rewardModelVersion", choose: "a reward model" },
  snapshotId: { owned: "snapshot", choose: "a snapshot" },
  batchId: { owned: "batch", choose: "a batch" },
  generateRunId: { owned: "run", choose: "a run that generated answers" },
};

/** The row of a stage by itself. @throws ConfigError naming every setting that is refused, or the first input that is. */
export async function resolveNewStage(db: Db, asked: Asked): Promise<Parameters<typeof createRun>[1]> {
  const { projectId, kind, name, preset, settings, seed } = asked;
  const inputs = await checkedInputs(db, asked);
  const parts = STAGE_RUNS[kind].settings;
  const schema = z.strictObject(Object.fromEntries(parts.map((part) => [part, schemaOf(part).prefault({})])));
  const ofPreset = Object.fromEntries(parts.map((part) => [part, PRESETS[preset][part] ?? {}]));
  const config = parseConfig(schema, mergeConfig(ofPreset, settings), "settings");
  return { projectId, kind, name, config, inputs, codeVersion: manifest.version, seed };
}

const schemaOf = (part: keyof typeof STAGES): z.ZodType => STAGES[part];

async function checkedInputs(db: Db, { projectId, kind, inputs }: Asked): Promise<StageInputs> {
  const wanted: readonly StageInput[] = STAGE_RUNS[kind].inputs;
  const extra = Object.keys(inputs).filter((name) => !wanted.some((one) => one === name));
  if (extra.length > 0)
    throw new ConfigError(`inputs.${extra[0]}: expected only ${wanted.join(", ")} for ${kind}; leave it out`);
  for (const input of wanted) {
    const id = inputs[input];
    const { owned, choose } = WHAT[input];
    if (id === undefined) throw new ConfigError(`inputs.${input}: expected ${choose}, got nothing; choose one`);
    if (!(await allIn(db, projectId, { kind: owned, ids: [id] })))
      throw new ConfigError(`inputs.${input}: expected ${choose} of this project, got ${id}`);
  }
  await expectKind(db, { input: "loop", id: inputs.loop, kind: "pipeline" });
  await expectKind(db, { input: "generateRunId", id: inputs.generateRunId, kind: "generate" });
  return inputs;
}

type Expected = { input: StageInput; id: string | undefined; kind: "pipeline" | "generate" };

async function expectKind(db: Db, { input, id, kind }: Expected): Promise<void> {
  if (id === undefined) return;
  const run = await getRun(db, id);
  if (run.kind !== kind) throw new ConfigError(`inputs.${input}: expected ${WHAT[input].choose}, got ${run.name}`);
}
