import { harbortown } from "@rlhf/datasets";
import { ensureProject, listLabelBatches, listRuns } from "@rlhf/db";
import { LoopConfig, parseConfig, PRESETS, type Project } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { openJudgedBatch } from "./judged-batch";
import { recordPolicy } from "./policies";
import { openPromptBook } from "./prompt-book";
import { queueLoop } from "./queued-run";
import { recordAnswers } from "./sampling";
import { openSource } from "./sources/open-source";
import type { Source, SourcePrompt } from "./sources/source";
import type { StageContext, Workbench } from "./workbench";

/** The project that a first start opens with. */
export const DEMO_PROJECT = { slug: "harbortown", name: "Harbortown demo" } as const;
const SEED = 1;
const BATCH = { name: "Harbortown, first comparisons", train: 90, val: 10, leaseSeconds: 900 } as const;

/**
 * The demo project: its loop queued for the workers, and comparisons for people. Done once; calling again changes nothing,
 * also after a crash in between.
 */
export async function openDemoProject(bench: Workbench): Promise<Project> {
  const project = await ensureProject(bench.db, DEMO_PROJECT);
  const config = parseConfig(LoopConfig, PRESETS.quick, "preset quick");
  const loops = await listRuns(bench.db, { projectId: project.id, kind: "pipeline", limit: 1 });
  if (loops.length === 0) await queueLoop(bench.db, { projectId: project.id, config, preset: "quick", seed: SEED });
  const batches = await listLabelBatches(bench.db, project.id);
  if (!batches.some((batch) => batch.name === BATCH.name)) await offerWorldPairs(bench, project.id, config);
  return project;
}

/** Two answers of the world's own generator to each prompt; people alone are served these. */
async function offerWorldPairs(bench: Workbench, projectId: string, config: LoopConfig): Promise<void> {
  const ctx: StageContext = {
    bench,
    projectId,
    pipelineRunId: null,
    seed: SEED,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  };
  const source = await openSource(config);
  const book = await openPromptBook(ctx, source);
  const shape = { ...config.model, vocabSize: source.tokenizer.vocabSize };
  const writer = { name: "harbortown", kind: "external", checkpointId: null, parentId: null, config: shape } as const;
  const rng = new Philox({ seed: SEED, purpose: "demo/comparisons" });
  const asked = [...book.draw(rng, "train", BATCH.train), ...book.draw(rng, "val", BATCH.val)];
  const pairs = await recordAnswers(ctx, source, {
    policyVersionId: await recordPolicy(ctx, writer),
    sampling: { writer: "broad" },
    promptIds: asked.flatMap((prompt) => [book.idOf(prompt), book.idOf(prompt)]),
    answers: asked.flatMap((prompt) => differentAnswers(rng, { source, prompt })),
  });
  await openJudgedBatch(ctx, {
    name: BATCH.name,
    leaseSeconds: BATCH.leaseSeconds,
    pairs: asked.map((_, i) => ({ generationIds: [pairs[2 * i] ?? "", pairs[2 * i + 1] ?? ""] as const })),
    slots: asked.map(() => 1),
    audience: "people",
  });
}

/** Two answers to a prompt that are not word for word the same: those could only be a tie. */
function differentAnswers(rng: Philox, { source, prompt }: { source: Source; prompt: SourcePrompt }) {
  const asked = harbortown.prompts().find((p) => p.text === prompt.text);
  const write = () => {
    const words = harbortown.document(rng, "broad", asked).responseWords.join(" ");
    return [...source.tokenizer.encode(words), source.tokenizer.specials.eos];
  };
  const first = write();
  let second = write();
  while (second.join(" ") === first.join(" ")) second = write();
  return [first, second].map((tokens) => ({ tokens, finished: true }));
}
