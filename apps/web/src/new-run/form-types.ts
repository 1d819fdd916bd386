import type { RouterInputs, RouterOutputs } from "@rlhf/api";

export type StageForm = RouterOutputs["runs"]["form"];
export type FormField = StageForm["fields"][number];
export type StageName = StageForm["stage"];
export type Preset = NonNullable<RouterInputs["runs"]["create"]["preset"]>;
export type NewRunKind = NonNullable<RouterInputs["runs"]["create"]["kind"]>;
export type NewRunInputs = NonNullable<RouterInputs["runs"]["create"]["inputs"]>;
export const PRESET_NAMES: readonly Preset[] = ["smoke", "quick", "full"];
