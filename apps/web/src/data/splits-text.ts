import { count } from "@rlhf/ui";

type Split = { splits: Readonly<Record<"train" | "val" | "test" | "gold", number>> | null };

/** "train 12 000 · val 500": the splits that have rows. */
export function splitsText({ splits }: Split): string {
  if (!splits) return "split when a run reads it";
  const parts = Object.entries(splits).filter(([, n]) => n > 0);
  return parts.map(([name, n]) => `${name} ${count(n)}`).join(" · ");
}
