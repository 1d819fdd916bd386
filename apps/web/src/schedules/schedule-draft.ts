import type { RouterInputs } from "@rlhf/api";
import type { Preset } from "@rlhf/domain";
import { readNumber, type NumberRule } from "@rlhf/ui";
import { z } from "zod";
import type { Row } from "./fire-words";
import { cronOf, simpleRhythm, type SimpleRhythm } from "./simple-rhythm";

/** Settings that the form asks for by name; all others go into the text below them. */
export const ASKED = [
  { path: "reward.epochs", stage: "reward", label: "Reward model: epochs" },
  { path: "ppo.steps", stage: "ppo", label: "PPO: steps" },
  { path: "ppo.klCoef", stage: "ppo", label: "PPO: KL coefficient" },
  { path: "evaluate.prompts", stage: "evaluate", label: "Evaluation: prompts" },
] as const;

/** What stands in the form, numbers as they are typed. `preset` "kept": the job's settings as they are. */
export type ScheduleDraft = SimpleRhythm & {
  name: string;
  timezone: string;
  minNewJudgments: string;
  overlapPolicy: Row["schedule"]["overlapPolicy"];
  catchUp: Row["schedule"]["catchUp"];
  preset: Preset | "kept";
  comparisons: string;
  overlap: string;
  /** By path; empty: as the preset has it. */
  settings: Readonly<Record<string, string>>;
  /** Other settings, as in a config file. */
  others: string;
};

const Scheduled = z.object({ comparisons: z.number(), overlap: z.number() });
const Job = z.object({ loop: z.record(z.string(), z.unknown()), scheduled: Scheduled });

/** The form of a schedule that exists, or of a new one on the viewer's clocks. */
export function draftOf(schedule: Row["schedule"] | null, zone: string): ScheduleDraft {
  const job = Job.safeParse(schedule?.jobTemplate);
  const { comparisons, overlap } = job.success ? job.data.scheduled : { comparisons: 200, overlap: 1 };
  return {
    ...simpleRhythm(schedule?.cron ?? "0 2 * * *"),
    name: schedule?.name ?? "",
    timezone: schedule?.timezone ?? zone,
    minNewJudgments: String(schedule?.minNewJudgments ?? 50),
    overlapPolicy: schedule?.overlapPolicy ?? "forbid",
    catchUp: schedule?.catchUp ?? "one",
    preset: schedule ? "kept" : "quick",
    comparisons: String(comparisons),
    overlap: String(overlap),
    settings: {},
    others: "",
  };
}

/** The value that a stored job has at a path, as text; "" where it has none. */
export function keptSetting(schedule: Row["schedule"] | null, path: string): string {
  const job = Job.safeParse(schedule?.jobTemplate);
  if (!job.success) return "";
  const [stage = "", key = ""] = path.split(".");
  const found = z.record(z.string(), z.unknown()).safeParse(job.data.loop[stage]);
  const value = found.success ? found.data[key] : undefined;
  return value === undefined ? "" : String(value);
}

export type ScheduleChange = Omit<Required<RouterInputs["schedules"]["update"]>, "scheduleId" | "preset"> & {
  preset?: Preset;
};
export type DraftErrors = Partial<Record<string, string>>;

/** What the API is sent, or what is wrong where. */
export function readDraft(draft: ScheduleDraft): { change: ScheduleChange } | { errors: DraftErrors } {
  const errors: DraftErrors = {};
  const number = (key: string, text: string, rule: NumberRule): number => {
    const read = readNumber(text, rule);
    if ("value" in read) return read.value;
    errors[key] = read.error;
    return 0;
  };
  const name = draft.name.trim();
  if (name === "") errors.name = "expected a name";
  const minNewJudgments = number("minNewJudgments", draft.minNewJudgments, { min: 0, max: 1_000_000, whole: true });
  const scheduled = {
    comparisons: number("comparisons", draft.comparisons, { min: 1, whole: true }),
    overlap: number("overlap", draft.overlap, { min: 1, max: 9, whole: true }),
  };
  const settings: Record<string, Record<string, unknown>> = {};
  for (const { path } of ASKED) {
    const text = draft.settings[path] ?? "";
    if (text.trim() === "") continue;
    const [stage = "", key = ""] = path.split(".");
    settings[stage] = { ...settings[stage], [key]: number(path, text, { min: 0 }) };
  }
  const others = readOthers(draft.others);
  if (typeof others === "string") errors.others = others;
  if (Object.keys(errors).length > 0 || typeof others === "string") return { errors };
  const { timezone, overlapPolicy, catchUp, preset } = draft;
  const rule = { name, cron: cronOf(draft), timezone, minNewJudgments, overlapPolicy, catchUp };
  const whole = { ...rule, scheduled, settings: merged(settings, others) };
  return { change: preset === "kept" ? whole : { ...whole, preset } };
}

type Tree = Record<string, unknown>;

function readOthers(text: string): Tree | string {
  if (text.trim() === "") return {};
  try {
    const read = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    return read.success ? read.data : 'expected an object such as {"ppo": {"lr": 1e-4}}';
  } catch (error) {
    return `expected JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The fields of the form win over the text. */
function merged(fields: Record<string, Tree>, others: Tree): Tree {
  const result: Tree = { ...others };
  for (const [stage, keys] of Object.entries(fields)) {
    const written = z.record(z.string(), z.unknown()).safeParse(others[stage]);
    result[stage] = { ...(written.success ? written.data : {}), ...keys };
  }
  return result;
}
