import type { RouterOutputs } from "@rlhf/api";

type Box = RouterOutputs["home"]["show"]["boxes"][number];
export type BoxLink = { href: string; text: string };

/** Where what a box counts is shown. */
const SHOWN_AT: Record<Box["name"], BoxLink> = {
  prompts: { href: "/data", text: "Browse" },
  generations: { href: "/runs?kind=generate", text: "See runs" },
  comparisons: { href: "/batches", text: "See batches" },
  judgments: { href: "/?judgments=", text: "Read them" }, // the drawer with all of them
  reward_model: { href: "/runs?kind=reward", text: "See runs" },
  ppo: { href: "/runs?kind=ppo", text: "See runs" },
  policy: { href: "/policies", text: "See policies" },
  evaluation: { href: "/runs?kind=evaluate", text: "See runs" },
};

/** The one next thing to do at a box, where a page does it. */
const DONE_AT: Partial<Record<Box["action"], BoxLink>> = {
  label: { href: "/label", text: "Label" },
  create_batch: { href: "/batches/new", text: "New batch" },
  import_prompts: { href: "/data/import", text: "Import" },
  compare: { href: "/compare", text: "Compare" },
};

export const boxLink = ({ name, action }: Pick<Box, "name" | "action">): BoxLink => DONE_AT[action] ?? SHOWN_AT[name];
