import { listRuns } from "@rlhf/db";
import { CancelledError, newId, PRESETS, type LoopConfig, type Preset } from "@rlhf/domain";
import { runLoop, type LoopReport } from "@rlhf/pipeline";
import { readConfigSource, resolveLoopConfig } from "../config-input";
import { printResult } from "../output";
import { readSamples } from "../loop-samples";
import { findProject } from "../project";
import { reportText } from "../report-text";
import { withWorkbench, type Session } from "../session";

export type DemoOptions = { seed: number; preset: Preset; set: string[]; json?: boolean };
export type LoopOptions = { seed: number; config: string; project?: string; set: string[]; json?: boolean };

/** `rlhf demo`: the whole loop on the built-in world; each demo is a project of its own. */
export async function demo({ seed, preset, set, json }: DemoOptions): Promise<void> {
  const config = resolveLoopConfig({ name: preset, tree: PRESETS[preset] }, set);
  const project = { slug: `demo-${seed}-${shortId()}`, name: `Demo, seed ${seed}, ${preset}` };
  await runAndReport({ config, project, preset, seed, json });
}

/** `rlhf loop`: the same on the user's config. */
export async function loop({ seed, config: given, project, set, json }: LoopOptions): Promise<void> {
  const source = readConfigSource(given);
  const config = resolveLoopConfig(source, set);
  const slug = project ?? `${source.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${seed}-${shortId()}`;
  await runAndReport({ config, project: { slug, name: slug }, preset: source.name, seed, json });
}

type Start = {
  config: LoopConfig;
  project: { slug: string; name: string };
  preset: string;
  seed: number;
  json?: boolean | undefined;
};

async function runAndReport({ config, project, preset, seed, json }: Start): Promise<void> {
  await withWorkbench(async (session) => {
    const { bench, console, signal } = session;
    const { name, precision, threads, instructionSet } = bench.backend;
    console.note(
      `project ${project.slug} · seed ${seed} · ${name} (${instructionSet}), ${precision}, ${threads} threads`,
    );
    const onProgress = console.progress.bind(console);
    try {
      const report = await runLoop({ bench, project, preset, seed, signal, onProgress }, config);
      await printReport(session, { report, json });
    } catch (error) {
      if (error instanceof CancelledError) console.note(await howToResume(session, project.slug));
      throw error;
    }
  });
}

/** The report as one JSON object, or as tables that end with three prompts answered by both policies. */
export async function printReport(
  { bench }: Session,
  { report, json }: { report: LoopReport; json?: boolean | undefined },
): Promise<void> {
  const samples = json ? [] : await readSamples(bench.db, report);
  printResult(report, { json, text: () => reportText(report, samples) });
}

async function howToResume({ bench }: Session, slug: string): Promise<string> {
  const { id: projectId } = await findProject(bench.db, slug);
  const [run] = await listRuns(bench.db, { projectId, kind: "pipeline", limit: 1 });
  return `to go on: rlhf runs resume ${run?.id ?? ""}`.trimEnd();
}

const shortId = (): string => newId().slice(-6);
