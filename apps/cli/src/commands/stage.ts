import { ensureProject } from "@rlhf/db";
import type { LoopConfig, Project } from "@rlhf/domain";
import {
  bestOfN,
  evaluate,
  generate,
  importJudgments,
  label,
  openPromptBook,
  openSource,
  pretrain,
  sft,
  snapshot,
  trainPpo,
  trainReward,
  type PromptBook,
  type Source,
  type StageContext,
} from "@rlhf/pipeline";
import { resolveLoopConfig } from "../config-input";
import { printResult } from "../output";
import { findProject, projectConfigSource } from "../project";
import { withWorkbench, type Session } from "../session";
import { stageInputs, type GivenInputs, type StageInputs } from "../stage-inputs";
import { renderPairs } from "../table";

export type StageName =
  "pretrain" | "sft" | "generate" | "label" | "snapshot" | "train-reward" | "train-ppo" | "best-of-n" | "evaluate";

export type StageOptions = GivenInputs & {
  project?: string;
  config?: string;
  seed?: number;
  set: string[];
  json?: boolean;
};

const FIRST_SEED = 1;

/** One stage alone, as a run of its own in the project; its inputs are the newest of the project unless named. */
export async function stage(name: StageName, options: StageOptions): Promise<void> {
  await withWorkbench(async (session) => {
    const { bench, console, signal } = session;
    const project = await projectOf(session, name, options.project);
    const source = await projectConfigSource(bench.db, { projectId: project.id, given: options.config });
    const config = resolveLoopConfig(source, options.set);
    console.note(`project ${project.slug} · ${bench.backend.name}, ${bench.backend.precision}`);
    const ctx: StageContext = {
      bench,
      projectId: project.id,
      pipelineRunId: null,
      seed: options.seed ?? FIRST_SEED,
      signal,
      onProgress: console.progress.bind(console),
    };
    const result = await runStage(ctx, name, { config, inputs: stageInputs({ bench, project }, options) });
    const text = () => renderPairs(Object.entries(result).map(([key, value]) => [key, shown(value)]));
    printResult(result, { ...options, text });
  });
}

/** Pre-training begins a project; every other stage needs one that exists. */
async function projectOf({ bench }: Session, name: StageName, slug: string | undefined): Promise<Project> {
  if (name === "pretrain" && slug !== undefined) return ensureProject(bench.db, { slug, name: slug });
  return findProject(bench.db, slug);
}

async function runStage(
  ctx: StageContext,
  name: StageName,
  { config, inputs }: { config: LoopConfig; inputs: StageInputs },
): Promise<object> {
  const source = await openSource(config);
  if (name === "pretrain") return pretrain(ctx, source, config);
  if (name === "sft") return sft(ctx, source, { config, base: await inputs.base() });
  const room = { source, book: await openPromptBook(ctx, source) };
  return name === "label"
    ? labelStage(ctx, room, { config, inputs })
    : policyStage(ctx, { name, room, config, inputs });
}

type Room = { source: Source; book: PromptBook };

async function labelStage(
  ctx: StageContext,
  room: Room,
  { config, inputs }: { config: LoopConfig; inputs: StageInputs },
) {
  if (room.source.given) return importJudgments(ctx, room, config);
  return label(ctx, room, { config, generated: await inputs.generated() });
}

async function policyStage(
  ctx: StageContext,
  at: { name: Exclude<StageName, "pretrain" | "sft" | "label">; room: Room; config: LoopConfig; inputs: StageInputs },
): Promise<object> {
  const { name, room, config, inputs } = at;
  switch (name) {
    case "generate":
      return generate(ctx, room, { config, policyVersionId: await inputs.tuned() });
    case "snapshot":
      return snapshot(ctx, { book: room.book, batchId: await inputs.batch() });
    case "train-reward":
      return trainReward(ctx, room, {
        config,
        policyVersionId: await inputs.tuned(),
        snapshot: await inputs.snapshot(),
      });
    case "train-ppo":
    case "best-of-n": {
      const input = { config, policyVersionId: await inputs.tuned(), rewardModelVersionId: await inputs.rewardModel() };
      return name === "train-ppo" ? trainPpo(ctx, room, input) : bestOfN(ctx, room, input);
    }
    case "evaluate": {
      const policies = { baselineId: await inputs.baseline(), candidateId: await inputs.candidate() };
      return evaluate(ctx, room, { config, ...policies, rewardModelVersionId: await inputs.rewardModel() });
    }
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value) && value.length > 4) return `${value.length} entries`;
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  return typeof value === "string" ? value : JSON.stringify(value);
}
