import { listRuns, readMetrics, requestRun } from "@rlhf/db";
import { CancelledError, ConfigError, NonFiniteError, OutOfMemoryError, type Run } from "@rlhf/domain";
import { fusedKernels } from "@rlhf/tensor";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numbersOf, openTestBench, runIn, tinyConfig, type TestBench } from "./testing-loop";
import type { Progress } from "./workbench";

const allocate = (floats: number) => fusedKernels().allocate?.(floats) ?? new Float32Array(floats);

let test: TestBench;
let undisturbed: unknown;
let stages: string[];

beforeAll(async () => {
  test = await openTestBench();
  const seen = new Set<string>();
  undisturbed = numbersOf(await runIn(test.bench, "undisturbed", { onProgress: (p) => seen.add(p.stage) }));
  stages = [...seen];
});
afterAll(() => test.close());

async function runsOf(slug: string): Promise<Run[]> {
  const { rows } = await test.bench.db.pool.query<{ id: string }>("select id from project where slug = $1", [slug]);
  const runs = await listRuns(test.bench.db, { projectId: rows[0]?.id ?? "" });
  return [...runs].sort((a, b) => a.seq - b.seq);
}
const pipelineOf = async (slug: string) => (await runsOf(slug)).find((run) => run.kind === "pipeline")?.id ?? "";

/** A finished loop that was disturbed must not show it: states, metric steps, samples, judgments. */
async function expectNoTrace(slug: string): Promise<void> {
  expect((await runsOf(slug)).map((run) => [run.status, run.reason])).toEqual(
    (await runsOf("undisturbed")).map(() => ["succeeded", null]),
  );
  const traces = async (of: string) => {
    const { rows } = await test.bench.db.pool.query<object>(
      `select
         (select json_agg(json_build_array(r.kind, m.name, p.step, case when m.name = 'eps' then 0 else p.value end)
            order by r.kind, m.name, p.step)
          from metric_point p join metric m on m.id = p.metric_id join training_run r on r.seq = p.run_seq
          where r.project_id = j.id) as metrics,
         (select json_agg(json_build_array(s.step, p.ordinal, g.token_ids) order by s.step, p.ordinal)
          from run_sample s join generation g on g.id = s.generation_id join prompt p on p.id = g.prompt_id
          where g.project_id = j.id) as samples,
         (select count(*)::int from generation g where g.project_id = j.id) as generations,
         (select count(*)::int from pairwise_outcome o where o.project_id = j.id) as outcomes,
         (select count(*)::int from dataset_snapshot s join dataset d on d.id = s.dataset_id where d.project_id = j.id) as snapshots,
         (select count(*)::int from policy_version v join policy p on p.id = v.policy_id where p.project_id = j.id) as policies
       from project j where j.slug = $1`,
      [of],
    );
    return rows[0];
  };
  expect(await traces(slug)).toEqual(await traces("undisturbed"));
}

/** Runs until `isAt` holds, aborts there; true when the loop ended before that. */
async function interrupted(slug: string, resumeRunId: string | undefined, isAt: (p: Progress) => boolean) {
  const stop = new AbortController();
  const start = { signal: stop.signal, ...(resumeRunId === undefined ? {} : { resumeRunId }) };
  const onProgress = (p: Progress) => {
    if (isAt(p)) stop.abort();
  };
  try {
    return numbersOf(await runIn(test.bench, slug, { ...start, onProgress }));
  } catch (error) {
    expect(error).toBeInstanceOf(CancelledError);
    return null;
  }
}

describe("Ctrl-C", () => {
  it("in the middle of every stage, one after the other, changes nothing in the end", async () => {
    let resumeRunId: string | undefined;
    for (const stage of stages) {
      const ended = await interrupted("every-stage", resumeRunId, (p) => p.stage === stage && p.step < p.total);
      expect(ended, stage).toBeNull();
      const runs = await runsOf("every-stage");
      resumeRunId = runs.find((run) => run.kind === "pipeline")?.id;
      expect(runs.filter((run) => run.status !== "succeeded").map((run) => [run.name, run.status])).toEqual([
        ["loop", "paused"],
        [stage, "paused"],
      ]);
    }
    const report = numbersOf(await runIn(test.bench, "every-stage", { resumeRunId: resumeRunId ?? "" }));
    expect(report).toEqual(undisturbed);
    await expectNoTrace("every-stage");
  });

  it("again and again, a little later each time, changes nothing in the end", async () => {
    const times = new Map<string, number>();
    /** True once a stage has gone on for one step more than at its last interruption. */
    const later = () => {
      const seen = new Map<string, number>();
      return ({ stage }: Progress) => {
        seen.set(stage, (seen.get(stage) ?? 0) + 1);
        const isAt = (seen.get(stage) ?? 0) > (times.get(stage) ?? 0);
        if (isAt) times.set(stage, (times.get(stage) ?? 0) + 1);
        return isAt;
      };
    };
    let report = await interrupted("storm", undefined, later());
    const resumeRunId = await pipelineOf("storm");
    while (report === null) report = await interrupted("storm", resumeRunId, later());
    console.log(`interrupted: ${[...times].map(([stage, n]) => `${stage} ${n}`).join(", ")}`);
    expect(report).toEqual(undisturbed);
    await expectNoTrace("storm");
  });
});

describe("a machine without memory", () => {
  it("pauses the stage and its loop with that reason; resumed, nothing shows", async () => {
    const exhausted = runIn(test.bench, "no-memory", {
      onProgress: (p) => {
        if (p.stage === "ppo" && p.step === 2) allocate(2 ** 45); // floats that the engine asks the system for
      },
    });
    await expect(exhausted).rejects.toThrow(OutOfMemoryError);
    const paused = (await runsOf("no-memory")).filter((run) => run.status !== "succeeded");
    const reason = expect.stringContaining(`out_of_memory: memory: expected room for ${2 ** 47} bytes`);
    expect(paused).toMatchObject([
      { name: "loop", status: "paused", reason },
      { name: "ppo", status: "paused", reason },
    ]);
    const report = await runIn(test.bench, "no-memory", { resumeRunId: await pipelineOf("no-memory") });
    expect(numbersOf(report)).toEqual(undisturbed);
    await expectNoTrace("no-memory");
  });
});

describe("a request in the database", () => {
  it.each([
    ["pipeline", "cancel", "cancelled"],
    ["label", "cancel", "cancelled"],
    ["pipeline", "pause", "paused"],
    ["reward", "pause", "paused"],
  ] as const)("to the %s run to %s is obeyed within a step", async (kind, request, status) => {
    const slug = `${kind}-${request}`;
    const stage = kind === "pipeline" ? "reward" : kind;
    const steps: number[] = [];
    let stepsBefore = Infinity; // the request being stored
    let asked = false;
    const ask = async () => {
      const run = (await runsOf(slug)).find((r) => r.kind === kind);
      await requestRun(test.bench.db, run?.id ?? "", request);
      stepsBefore = steps.length;
    };
    const running = runIn(test.bench, slug, {
      onProgress: (p) => {
        if (p.stage !== stage) return;
        steps.push(p.step);
        if (!asked) void ask();
        asked = true;
      },
    });
    await expect(running).rejects.toThrow(request === "cancel" ? "cancelled on request" : "paused on request");
    expect(steps.length - stepsBefore).toBeLessThanOrEqual(1); // the step that was under way
    const unfinished = (await runsOf(slug)).filter((run) => run.status !== "succeeded");
    expect(unfinished.map((run) => [run.name, run.status])).toEqual([
      ["loop", status],
      [stage, status],
    ]);
    const resumed = await runIn(test.bench, slug, { resumeRunId: await pipelineOf(slug) });
    expect(numbersOf(resumed)).toEqual(undisturbed);
    await expectNoTrace(slug);
  });
});

describe("a process that is killed", () => {
  it.each(["pretrain/4", "reward/18", "ppo/2", "ppo/3"])(
    "at %s is replaced before its lease ends, and nothing changes in the end",
    async (killedAt) => {
      const slug = `killed-${killedAt.replace("/", "-")}`;
      expect(await killedLoop(slug, killedAt)).toBe("SIGKILL");
      const left = (await runsOf(slug)).filter((run) => run.status !== "succeeded");
      expect(left.map((run) => run.status)).toEqual(["running", "running"]);
      expect(left.every((run) => (run.leaseExpiresAt?.getTime() ?? 0) > Date.now())).toBe(true);
      const report = await runIn(test.bench, slug, { resumeRunId: await pipelineOf(slug) });
      expect(numbersOf(report)).toEqual(undisturbed);
      await expectNoTrace(slug);
    },
  );
});

/** Runs the loop in a process that kills itself there; gives the signal it died of. */
function killedLoop(slug: string, killedAt: string): Promise<string | null> {
  const script = fileURLToPath(new URL("./loop-in-process.fixture.ts", import.meta.url));
  const args = ["--import", "tsx", script, test.url, test.artifacts, slug, killedAt];
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (_code, signal) => resolve(signal));
  });
}

describe("resume", () => {
  it("refuses another config, and says so", async () => {
    const resumeRunId = await pipelineOf("undisturbed");
    const config = tinyConfig({ ppo: { ...tinyConfig().ppo, klCoef: 0.5 } });
    const resumed = runIn(test.bench, "undisturbed", { resumeRunId, config });
    await expect(resumed).rejects.toThrow(ConfigError);
    await expect(resumed).rejects.toThrow(/expected the config this run was started with/);
  });

  it("of a finished loop gives its report without running anything", async () => {
    const progress: Progress[] = [];
    const resumeRunId = await pipelineOf("undisturbed");
    const again = await runIn(test.bench, "undisturbed", { resumeRunId, onProgress: (p) => progress.push(p) });
    expect(numbersOf(again)).toEqual(undisturbed);
    expect(progress).toEqual([]);
  });

  it("refuses a run that another process is at work on", async () => {
    const started = runIn(test.bench, "busy");
    await expect.poll(() => pipelineOf("busy")).not.toBe("");
    await expect.poll(async () => (await runsOf("busy"))[0]?.status).toBe("running");
    await expect(runIn(test.bench, "busy", { resumeRunId: await pipelineOf("busy") })).rejects.toThrow(
      /holds it until/,
    );
    await started;
  });
});

it("ends a stage whose loss is not finite three steps in a row, and keeps the cause with the run", async () => {
  const config = tinyConfig({ pretrain: { ...tinyConfig().pretrain, lr: 1e30, warmupSteps: 0 } });
  const running = runIn(test.bench, "not-finite", { config });
  await expect(running).rejects.toThrow(NonFiniteError);
  const cause = /expected a finite loss and gradient, got loss NaN.* 3 in a row/;
  const runs = await runsOf("not-finite");
  expect(runs.map(({ kind, status }) => [kind, status])).toEqual([
    ["pipeline", "failed"],
    ["pretrain", "failed"],
  ]);
  for (const { reason } of runs) expect(reason).toMatch(cause);
  const leftOut = await readMetrics(test.bench.db, runs[1]?.id ?? "");
  expect(leftOut.filter(({ key }) => key === "val/nonfinite_steps").map(({ value }) => value)).toEqual([0, 1, 2]);
});
