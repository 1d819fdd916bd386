import type { z } from "zod";

/** What the form, the help text and the documentation table say of one hyperparameter. */
export type SettingInfo = { description: string; unit: string; source: string };

/** Attaches description, unit and source to a hyperparameter; the architecture test refuses one without them. */
export function setting<T extends z.ZodType>(schema: T, description: string, unit: string, source: string): T {
  return schema.meta({ description, unit, source } satisfies SettingInfo);
}
