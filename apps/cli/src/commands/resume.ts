import { getRun, type Db } from "@rlhf/db";
import { ConfigError, type Run } from "@rlhf/domain";
import { runLoop } from "@rlhf/pipeline";
import { storedLoopConfig } from "../project";
import { findRun } from "../run-lookup";
import { withWorkbench } from "../session";
import { printReport } from "./loop";

/** `rlhf runs resume`: re-enters the loop of this run; finished stages give their results, the rest goes on. */
export async function resume(id: string, { json }: { json?: boolean }): Promise<void> {
  await withWorkbench(async (session) => {
    const { bench, console, signal } = session;
    const pipeline = await pipelineOf(bench.db, await findRun(bench.db, id));
    const config = storedLoopConfig(pipeline);
    console.note(`resuming ${pipeline.id} · seed ${pipeline.seed}`);
    const start = {
      bench,
      project: { slug: "", name: "" }, // a resumed run stays in its project
      preset: String(pipeline.inputs.preset ?? ""),
      seed: pipeline.seed,
      signal,
      onProgress: console.progress.bind(console),
      resumeRunId: pipeline.id,
    };
    await printReport(session, { report: await runLoop(start, config), json });
  });
}

async function pipelineOf(db: Db, run: Run): Promise<Run> {
  if (run.kind === "pipeline") return run;
  if (run.parentRunId !== null) return getRun(db, run.parentRunId);
  throw new ConfigError(
    `run ${run.id}: expected a loop or a stage of one, got a ${run.kind} that was started alone; start it again with rlhf ${run.name}`,
  );
}
