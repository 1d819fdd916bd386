import type { RouterInputs } from "@rlhf/api";
import type { PolicyKind } from "@rlhf/domain";

export const KINDS = ["base", "sft", "ppo", "dpo", "best_of_n", "external"] as const satisfies readonly PolicyKind[];
const isKind = (text: string | null): text is PolicyKind => KINDS.some((kind) => kind === text);

export type PoliciesFilter = Pick<RouterInputs["policies"]["list"], "kind" | "query" | "newestOfRun" | "before">;

/** The filter that the address holds; what it does not know it ignores. */
export function readPoliciesFilter(search: Pick<URLSearchParams, "get">): PoliciesFilter {
  const kind = search.get("kind");
  const [at, id] = [new Date(search.get("before") ?? ""), search.get("after")];
  const paged = id !== null && !Number.isNaN(at.getTime());
  return {
    kind: isKind(kind) ? kind : undefined,
    query: search.get("name") || undefined,
    newestOfRun: search.get("checkpoints") !== "all",
    before: paged ? { createdAt: at, id } : undefined,
  };
}
