import type { RouterInputs, RouterOutputs } from "@rlhf/api";
import { count, percentBounds, type ForestRow } from "@rlhf/ui";
import type { Verdict } from "./verdict-words";

type Slice = RouterOutputs["compare"]["slices"]["slices"][number];
export type SliceGroup = { title: string; slices: readonly Slice[] };
/** `filter`: of the judgments behind the row; null where they cannot be asked for. */
export type SliceRow = ForestRow & { filter?: Slice["filter"] };

export const GROUPS = [
  { by: "prompt_length", title: "Length of the prompt" },
  { by: "tag", title: "Tag of the prompt" },
  { by: "split", title: "Split" },
  { by: "judge", title: "Judge" },
  { by: "batch", title: "Batch" },
] as const satisfies readonly { by: RouterInputs["compare"]["slices"]["by"]; title: string }[];

const AT_MOST = 8; // of one group; the table has them all

/** All pairs on top, then the slices of each group under its title; groups that do not divide the pairs are left out. */
export function sliceRows(groups: readonly SliceGroup[], verdict: Verdict | null): SliceRow[] {
  if (!verdict) return [];
  const whole = { rate: verdict.winRate, interval: verdict.interval, judgments: verdict.judgments };
  const rows: SliceRow[] = [{ ...rowOf("all", "All pairs", whole), whole: true, filter: {} }];
  for (const { title, slices } of groups) {
    if (slices.length < 2) continue;
    const hidden = slices.length - AT_MOST;
    rows.push({ key: title, label: hidden > 0 ? `${title}, ${hidden} more in the table` : title });
    for (const [i, slice] of slices.slice(0, AT_MOST).entries())
      rows.push({ ...rowOf(`${title} ${i}`, slice.name.replaceAll("_", " "), slice), filter: slice.filter });
  }
  return rows;
}

function rowOf(key: string, label: string, of: Pick<Slice, "rate" | "interval" | "judgments">): SliceRow {
  const [low, high] = of.interval;
  return {
    key,
    label,
    value: of.rate,
    interval: of.interval,
    color: of.rate >= 0.5 ? "a" : "b",
    hollow: low <= 0.5 && high >= 0.5,
    cells: [(100 * of.rate).toFixed(1), percentBounds(low, high), count(of.judgments)],
  };
}
