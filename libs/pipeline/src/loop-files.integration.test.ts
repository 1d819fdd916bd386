import { listRuns } from "@rlhf/db";
import { ConfigError, DataError } from "@rlhf/domain";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numbersOf, openTestBench, runIn, tinyFilesConfig, type TestBench } from "./testing-loop";

let test: TestBench;
let folder: string;
const data = (comparisons: string) => ({ comparisons: [join(folder, comparisons)], maxPromptTokens: 40 });

beforeAll(async () => {
  test = await openTestBench();
  folder = mkdtempSync(join(tmpdir(), "rlhf-files-"));
  writeFileSync(join(folder, "good.jsonl"), pairs(60));
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Preferences for short answers, one JSON object a line. */
function pairs(n: number): string {
  const line = (i: number) =>
    JSON.stringify({ prompt: `question ${i} ?`, chosen: ` ${i} .`, rejected: ` well , ${i} or so .` });
  return Array.from({ length: n }, (_, i) => `${line(i)}\n`).join("");
}

async function sql(query: string): Promise<Record<string, unknown>> {
  return (await test.bench.db.pool.query<Record<string, unknown>>(query)).rows[0] ?? {};
}

describe("a loop on files", () => {
  it("runs from the user's preferences to the comparison, judged by the reward model", async () => {
    const report = await runIn(test.bench, "files", { config: tinyFilesConfig(data("good.jsonl")) });
    expect(report.labels).toMatchObject({ comparisons: 60, judgments: 60, annotators: 1 });
    expect(report.runs.map((run) => run.kind)).toEqual(
      ["pretrain", "sft", "label", "snapshot", "reward", "ppo", "best_of_n", "evaluate"], // nothing to generate
    );
    expect([report.pretrain.floor, report.sft.gold_mean, report.ppo.gold_mean, report.reward.bayes_ceiling]).toEqual(
      [null, null, null, null], // nobody knows the truth
    );
    const judged = `select count(*) filter (where judge_kind = 'human')::int as given,
      count(*) filter (where judge_kind = 'service')::int as compared from pairwise_outcome`;
    expect(await sql(judged)).toEqual({ given: 60, compared: 16 });
  });

  it("keeps the sense of every preference: the chosen answer of the snapshot is the one of the file", async () => {
    const senses = `select count(*)::int as rows, count(*) filter (where c.text ~ '^ ?[0-9]+ \\.$' and r.text like '%or so%')::int as right
      from dataset_row d join generation c on c.id = d.chosen_generation_id join generation r on r.id = d.rejected_generation_id`;
    expect(await sql(senses)).toEqual({ rows: 60, right: 60 });
  });

  it("gives the same numbers when the same files come again", async () => {
    const config = tinyFilesConfig(data("good.jsonl"));
    const once = await runIn(test.bench, "files-again", { config });
    expect(numbersOf(await runIn(test.bench, "files-and-again", { config }))).toEqual(numbersOf(once));
  });

  it("is not resumed when what the files hold has changed since, though the config is the same", async () => {
    const config = tinyFilesConfig(data("good.jsonl"));
    const [run] = await listRuns(test.bench.db, { kind: "pipeline", limit: 1 });
    writeFileSync(join(folder, "good.jsonl"), pairs(61));
    const resumed = runIn(test.bench, "files-and-again", { config, resumeRunId: run?.id ?? "" });
    await expect(resumed).rejects.toThrow(ConfigError);
    await expect(resumed).rejects.toThrow(/data: expected the content this run was started with/);
    writeFileSync(join(folder, "good.jsonl"), pairs(60));
  });
});

describe("a file that cannot be used", () => {
  const good = pairs(3);
  it.each([
    ["empty.jsonl", "", /^empty\.jsonl: expected at least one row/],
    ["torn.jsonl", `${good}{"prompt": "a", "chos`, /^torn\.jsonl:4: .*is the file cut off\?/],
    ["nan.jsonl", `${good}{"prompt": "a", "chosen": NaN, "rejected": "b"}\n`, /^nan\.jsonl:4: /],
    ["no-answer.jsonl", `${good}{"prompt": "a", "chosen": "b"}\n`, /^no-answer\.jsonl:4: .*rejected/],
    ["nul.jsonl", `${good}{"prompt": "a\\u0000", "chosen": "b", "rejected": "c"}\n`, /^nul\.jsonl:4: .*NUL/],
    ["few.jsonl", pairs(1), /expected prompts for training and for the comparison .*give more prompts/],
    ["missing.jsonl", null, /missing\.jsonl/],
  ])("%s is refused before any row is written", async (name, content, message) => {
    if (content !== null) writeFileSync(join(folder, name), content);
    const runs = (await listRuns(test.bench.db, {})).length;
    const projects = await sql("select count(*) as n from project");
    const refused = runIn(test.bench, `bad ${name}`, { config: tinyFilesConfig(data(name)) });
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(message);
    expect(await listRuns(test.bench.db, {})).toHaveLength(runs);
    expect(await sql("select count(*) as n from project")).toEqual(projects);
  });

  it("a prompt longer than the context is refused with what to change", async () => {
    writeFileSync(
      join(folder, "long.jsonl"),
      pairs(30) + JSON.stringify({ prompt: "y ".repeat(200), chosen: "a", rejected: "b" }),
    );
    const config = tinyFilesConfig({ ...data("long.jsonl"), maxPromptTokens: 200 });
    await expect(runIn(test.bench, "long", { config })).rejects.toThrow(
      /raise model\.nCtx or lower data\.maxPromptTokens/,
    );
  });

  it("prompts that leave no room for an answer are refused before anything is trained", async () => {
    const wide = JSON.stringify({ prompt: "y ".repeat(55), chosen: "a", rejected: "b" });
    writeFileSync(join(folder, "wide.jsonl"), pairs(30) + wide);
    const config = tinyFilesConfig({ ...data("wide.jsonl"), maxPromptTokens: 55 });
    const refused = runIn(test.bench, "wide", { config });
    await expect(refused).rejects.toThrow(/model\.nCtx: expected room .* tokens, got 64/);
  });
});
