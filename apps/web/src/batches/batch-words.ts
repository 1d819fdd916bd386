import type { RouterOutputs } from "@rlhf/api";
import type { StateName } from "@rlhf/ui";

export type Batch = RouterOutputs["batches"]["list"]["batches"][number];
export type BatchDetail = RouterOutputs["batches"]["show"];
export type Health = RouterOutputs["batches"]["health"];
export type Quality = RouterOutputs["batches"]["quality"];
export type Annotator = Quality["annotators"][number];

type State = { state: StateName; word: string };

/** A batch's state with its word; an open one that has every answer is done. */
export function stateOf({ status, tasks, complete }: Pick<Batch, "status" | "tasks" | "complete">): State {
  if (status === "closed") return { state: "ok", word: "closed" };
  if (status === "draft") return { state: "pause", word: "paused" };
  return tasks > 0 && complete === tasks ? { state: "ok", word: "all judged" } : { state: "run", word: "open" };
}

/** Share of the wanted judgments that are here. */
export const shareDone = ({ slots, submitted }: Pick<Batch, "slots" | "submitted">): number =>
  slots === 0 ? 0 : submitted / slots;

export const AUDIENCES = [
  { value: "people", text: "people" },
  { value: "automatic", text: "simulated judges" },
  { value: "anyone", text: "anyone" },
] as const;
export const audienceWords = (audience: string): string =>
  AUDIENCES.find(({ value }) => value === audience)?.text ?? audience;

export const SAMPLERS = [
  { value: "uniform_pairs", text: "every pair alike", about: "Each prompt gets a random pair of the policies." },
  { value: "against_first", text: "all against one", about: "Each prompt shows one policy beside a random other one." },
  {
    value: "least_certain",
    text: "least certain first",
    about: "Pairs of policies whose win rate is known least come more often, by how much one more judgment narrows it.",
  },
] as const;
export type Sampler = (typeof SAMPLERS)[number]["value"];
/** Also for batches that a pipeline made, whose samplers have other names. */
export const samplerWords = ({ kind }: Readonly<Record<string, unknown>>): string =>
  SAMPLERS.find(({ value }) => value === kind)?.text ??
  (typeof kind === "string" ? kind.replaceAll("_", " ") : "given");
