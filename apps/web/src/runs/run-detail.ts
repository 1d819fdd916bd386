import type { RouterOutputs } from "@rlhf/api";

export type RunDetail = RouterOutputs["runs"]["show"];
export type Series = RouterOutputs["runs"]["series"]["series"][number];
