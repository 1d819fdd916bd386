import { latestCheckpoints, latestMetrics, listProjects, listRuns as storedRuns, requestRun } from "@rlhf/db";
import type { Run } from "@rlhf/domain";
import { printResult } from "../output";
import { findProject } from "../project";
import { findRun } from "../run-lookup";
import { withDatabase } from "../session";
import { renderPairs, renderTable } from "../table";

type Json = { json?: boolean };

/** `rlhf runs list`: newest first. */
export async function listRuns(options: Json & { project?: string; limit: number }): Promise<void> {
  await withDatabase(async (db) => {
    const projectId = options.project === undefined ? undefined : (await findProject(db, options.project)).id;
    const runs = await storedRuns(db, { limit: options.limit, ...(projectId === undefined ? {} : { projectId }) });
    const slugs = new Map((await listProjects(db)).map((p) => [p.id, p.slug]));
    const rows = runs.map((run) => ({
      id: run.id,
      name: run.name,
      kind: run.kind,
      status: run.status,
      reason: run.reason,
      project: slugs.get(run.projectId) ?? run.projectId,
      progress: run.progress,
      created_at: run.createdAt.toISOString(),
    }));
    const cells = rows.map((r) => [
      r.id,
      r.name,
      r.status,
      percent(r.progress),
      r.project,
      r.created_at,
      r.reason ?? "",
    ]);
    const text = () => renderTable(["id", "run", "status", "done", "project", "created", "reason"], cells);
    printResult({ runs: rows }, { ...options, text });
  });
}

/** `rlhf runs show`: all that is recorded about a run. */
export async function showRun(id: string, options: Json): Promise<void> {
  await withDatabase(async (db) => {
    const run = await findRun(db, id);
    const [checkpoint] = await latestCheckpoints(db, run.id, { limit: 1 });
    const children = run.kind === "pipeline" ? await storedRuns(db, { parentRunId: run.id }) : [];
    const metrics = await latestMetrics(db, run.id);
    const shown = {
      ...run,
      checkpoint: checkpoint ?? null,
      metrics,
      stages: [...children].sort((a, b) => a.seq - b.seq).map((c) => ({ id: c.id, name: c.name, status: c.status })),
    };
    printResult(shown, { ...options, text: () => runText(shown) });
  });
}

/** `rlhf runs cancel`: a running run stops within one step, after a checkpoint; a waiting one at once. */
export async function cancelRun(id: string, options: Json): Promise<void> {
  await withDatabase(async (db) => {
    const run = await requestRun(db, (await findRun(db, id)).id, "cancel");
    const { status, request } = run;
    const asked = request === "cancel";
    const text = () => (asked ? `${run.id}: asked to stop` : `${run.id}: ${status}`);
    printResult({ id: run.id, status, request }, { ...options, text });
  });
}

type Shown = Run & {
  checkpoint: { step: number; weightsSha256: string | null } | null;
  stages: { id: string; name: string; status: string }[];
};

function runText(run: Shown): string {
  const config = Object.entries(run.config).map(([key, value]) => [key, JSON.stringify(value)] as const);
  const facts = [
    ["status", [run.status, run.reason].filter(Boolean).join(": ")],
    ["done", percent(run.progress)],
    ["seed", String(run.seed)],
    ["code", run.codeVersion],
    ["inputs", JSON.stringify(run.inputs)],
    ["result", JSON.stringify(run.result)],
    [
      "checkpoint",
      run.checkpoint ? `step ${run.checkpoint.step}, weights ${run.checkpoint.weightsSha256 ?? "none"}` : "none",
    ],
  ] as const;
  const stages = run.stages.map((s) => [s.id, s.name, s.status]);
  return [
    `${run.kind} ${run.name} ${run.id}`,
    renderPairs(facts),
    `config ${run.configHash.slice(0, 12)}\n${renderPairs(config)}`,
    ...(stages.length > 0 ? [renderTable(["id", "stage", "status"], stages)] : []),
  ].join("\n\n");
}

const percent = (rate: number): string => `${Math.round(100 * rate)} %`;
