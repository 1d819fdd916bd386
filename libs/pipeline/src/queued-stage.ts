import { closeDatabase, fencedDatabase, getRun, getSnapshot } from "@rlhf/db";
import {
  ConfigError,
  LoopConfig,
  mergeConfig,
  parseConfig,
  STAGE_RUNS,
  StageInputs,
  type Run,
  type StageInput,
  type StageKind,
} from "@rlhf/domain";
import { bestOfN } from "./best-of-n";
import { evaluate } from "./evaluate";
import { generate, generatedBy } from "./generate";
import { label } from "./label";
import { loopConfigOf } from "./loop-config";
import { pretrain } from "./pretrain";
import { openPromptBook, type PromptBook } from "./prompt-book";
import type { QueuedRun } from "./queued-run";
import { sft } from "./sft";
import { snapshot } from "./snapshot";
import { openSource } from "./sources/open-source";
import type { Source } from "./sources/source";
import { trainPpo } from "./train-ppo";
import { trainReward } from "./train-reward";
import type { StageContext } from "./workbench";

type Named = (input: StageInput) => string;
type Room = { source: Source; book: PromptBook };
type StageWork = (ctx: StageContext, room: Room, at: { config: LoopConfig; named: Named }) => Promise<unknown>;

/** Executes one stage by itself: with its own settings, on the rows that its inputs name, in the world of a loop. */
export async function runQueuedStage(start: QueuedRun, row: Run & { kind: StageKind }): Promise<void> {
  const { bench, lease, signal, onProgress } = start;
  const inputs = StageInputs.parse(row.inputs);
  const named: Named = (input) => {
    const id = inputs[input];
    if (id === undefined)
      throw new ConfigError(
        `run ${row.id}: expected inputs ${STAGE_RUNS[row.kind].inputs.join(", ")}, got no ${input}; a stage of a loop is ` +
          "resumed with its loop",
      );
    return id;
  };
  const loop = loopConfigOf(await getRun(bench.db, named("loop")));
  const config = parseConfig(LoopConfig, mergeConfig(loop, row.config), `config of run ${row.id}`);
  const db = fencedDatabase(bench.db, lease);
  const { projectId, seed } = row;
  const own = { pipelineRunId: null, queued: { row, bench }, lease };
  const ctx: StageContext = { bench: { ...bench, db }, projectId, seed, signal, onProgress, ...own };
  try {
    const source = await openSource(config);
    await WORK[row.kind](ctx, { source, book: await openPromptBook(ctx, source) }, { config, named });
  } finally {
    await closeDatabase(db);
  }
}

const WORK: Record<StageKind, StageWork> = {
  pretrain: (ctx, { source }, { config }) => pretrain(ctx, source, config),
  sft: (ctx, { source }, { config, named }) => sft(ctx, source, { config, base: named("policyVersionId") }),
  generate: (ctx, room, { config, named }) =>
    generate(ctx, room, { config, policyVersionId: named("policyVersionId") }),
  label: async (ctx, room, { config, named }) => {
    const generated = generatedBy(await getRun(ctx.bench.db, named("generateRunId")));
    return label(ctx, room, { config, generated });
  },
  snapshot: (ctx, { book }, { named }) => snapshot(ctx, { book, batchId: named("batchId") }),
  reward: async (ctx, room, { config, named }) => {
    const { id: snapshotId, contentSha256 } = await getSnapshot(ctx.bench.db, named("snapshotId"));
    return trainReward(ctx, room, {
      config,
      policyVersionId: named("policyVersionId"),
      snapshot: { snapshotId, contentSha256 },
    });
  },
  ppo: (ctx, room, { config, named }) => trainPpo(ctx, room, { config, ...policyAndReward(named) }),
  best_of_n: (ctx, room, { config, named }) => bestOfN(ctx, room, { config, ...policyAndReward(named) }),
  evaluate: (ctx, room, { config, named }) =>
    evaluate(ctx, room, {
      config,
      baselineId: named("baselineId"),
      candidateId: named("candidateId"),
      rewardModelVersionId: named("rewardModelVersionId"),
    }),
};

const policyAndReward = (named: Named) => ({
  policyVersionId: named("policyVersionId"),
  rewardModelVersionId: named("rewardModelVersionId"),
});
