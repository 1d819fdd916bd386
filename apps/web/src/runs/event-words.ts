import type { RouterOutputs } from "@rlhf/api";

type Event = RouterOutputs["runs"]["history"]["events"][number];

export const LEVELS = ["info", "warning", "error"] as const;
export type Level = (typeof LEVELS)[number];
type Words = { level: Level; what: string; text: string };

/** An event in words, and how much it matters. */
export function eventWords({ type, payload }: Pick<Event, "type" | "payload">): Words {
  const fields = isFields(payload) ? payload : {};
  if (type === "status") return statusWords(fields);
  if (type === "checkpoint") return { level: "info", what: "checkpoint", text: `written at step ${fields.step}` };
  if (type === "sample")
    return { level: "info", what: "samples", text: `${fields.answers} probe answers at step ${fields.step}` };
  const level = LEVELS.find((one) => one === fields.level) ?? "info";
  const said = typeof fields.message === "string" ? fields.message : JSON.stringify(payload);
  return { level, what: type, text: said };
}

function statusWords({ status, reason, epoch }: Readonly<Record<string, unknown>>): Words {
  const level = status === "failed" ? "error" : status === "paused" || status === "cancelled" ? "warning" : "info";
  const because = typeof reason === "string" ? `: ${reason}` : "";
  const whose = status === "running" && typeof epoch === "number" && epoch > 1 ? `, attempt ${epoch}` : "";
  return { level, what: "state", text: `${String(status)}${whose}${because}` };
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
