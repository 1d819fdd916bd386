import { LoopConfig, parseConfig, ScheduledConfig } from "@rlhf/domain";
import { z } from "zod";

const Template = z.strictObject({ v: z.literal(1), loop: z.unknown().optional(), scheduled: z.unknown().optional() });

/** What each run of a schedule does: snapshot → reward model → PPO → evaluation → new comparisons, with this config. */
export type ScheduledJob = { loop: LoopConfig; scheduled: ScheduledConfig };

/** As it is stored with the schedule. @throws ConfigError naming the key that is wrong. */
export function toTemplate(job: { loop: unknown; scheduled?: unknown }): Record<string, unknown> {
  return { v: 1, ...resolved(job) };
}

/** @throws ConfigError when the schedule was stored by a version with other keys. */
export function fromTemplate(template: Record<string, unknown>): ScheduledJob {
  return resolved(Template.parse(template));
}

const resolved = (job: { loop?: unknown; scheduled?: unknown }): ScheduledJob => ({
  loop: parseConfig(LoopConfig, job.loop, "schedule"),
  scheduled: parseConfig(ScheduledConfig, job.scheduled ?? {}, "schedule"),
});
