import { type LabelBatch, type Member, type Prompt } from "@rlhf/domain";
import { createLabelBatch, createTasks, ensureGuideline, ensureTaskSchema } from "./batches";
import { insertGenerations } from "./generations";
import type { Db } from "./open-database";
import { createPolicyVersion, ensurePolicy } from "./policies";
import { ensureProject, ensureUser } from "./projects";
import { ensurePromptSet, insertPrompts } from "./prompts";

export type TestBatch = {
  projectId: string;
  batch: LabelBatch;
  annotators: Member[];
  tasks: { id: string; ordinal: number }[];
  policyVersionIds: [string, string];
};

/** A project with prompts, two answers for each, a batch of pairwise tasks and its annotators: real rows for tests. */
export async function makeTestBatch(
  db: Db,
  size: { slug: string; tasks: number; slots: number; annotators: number; seed?: number; leaseSeconds?: number },
): Promise<TestBatch> {
  const project = await ensureProject(db, { slug: size.slug, name: size.slug });
  const projectId = project.id;
  const set = await ensurePromptSet(db, { projectId, name: "prompts" });
  const numbers = Array.from({ length: size.tasks }, (_, i) => i);
  const prompts = await insertPrompts(
    db,
    set,
    numbers.map((i) => ({ messages: [{ role: "user", content: `prompt ${i}` }], split: "train" })),
  );
  const one = await makeAnswers(db, prompts, { projectId, name: "one" });
  const two = await makeAnswers(db, prompts, { projectId, name: "two" });
  const taskSchema = await ensureTaskSchema(db, {
    projectId,
    name: "pairwise",
    version: 1,
    kind: "pairwise",
    definition: { strengths: 3 },
  });
  const guideline = await ensureGuideline(db, { projectId, version: 1, bodyMd: "Prefer the better answer." });
  const batch = await createLabelBatch(db, {
    projectId,
    name: "batch",
    seed: size.seed ?? 7,
    taskSchemaId: taskSchema.id,
    guidelineId: guideline.id,
    leaseSeconds: size.leaseSeconds ?? 900,
  });
  const tasks = await createTasks(
    db,
    batch,
    prompts.map((prompt, ordinal) => ({
      ordinal,
      promptId: prompt.id,
      generationIds: [one.rows[ordinal]?.id ?? "", two.rows[ordinal]?.id ?? ""],
      slotsTotal: size.slots,
    })),
  );
  const annotators = [];
  for (let i = 0; i < size.annotators; i++)
    annotators.push(await ensureUser(db, { projectId, name: `annotator ${i}`, kind: "simulated" }));
  return { projectId, batch, annotators, tasks, policyVersionIds: [one.version, two.version] };
}

async function makeAnswers(db: Db, prompts: readonly Prompt[], policyOf: { projectId: string; name: string }) {
  const policy = await ensurePolicy(db, policyOf);
  const version = await createPolicyVersion(db, {
    policyId: policy.id,
    kind: "external",
    config: { name: policyOf.name },
  });
  const rows = prompts.map((prompt, i) => ({
    promptId: prompt.id,
    policyVersionId: version.id,
    seed: 1,
    sampleIndex: 0,
    text: `answer ${policyOf.name} ${i}`,
    tokenIds: policyOf.name === "one" ? [1, 2, 3] : [1, 2],
    finishReason: "eos" as const,
  }));
  const options = { projectId: policyOf.projectId, sampling: { temperature: 1 } };
  return { version: version.id, rows: await insertGenerations(db, options, rows) };
}
