import { z } from "zod";
import { setting } from "./setting";

/** What a scheduled improvement adds to the stages of a loop: the comparisons it leaves for people. */
export const ScheduledConfig = z.strictObject({
  comparisons: setting(
    z.int().positive().default(200),
    "pairs of the old and the new policy",
    "pairs",
    "labeling.md 1",
  ),
  overlap: setting(z.int().min(1).max(9).default(1), "judgments on each such pair", "judgments", "labeling.md 7.4"),
});
export type ScheduledConfig = z.infer<typeof ScheduledConfig>;
