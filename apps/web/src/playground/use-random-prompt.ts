"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

/** Draws one of the project's prompts; null when it has none. */
export function useRandomPrompt(): () => Promise<string | null> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  return async () => {
    const { promptSets } = await queries.fetchQuery(trpc.data.promptSets.queryOptions({ projectId }));
    const filled = promptSets.filter((set) => set.prompts > 0);
    const set = filled[Math.floor(Math.random() * filled.length)];
    if (!set) return null;
    const after = Math.floor(Math.random() * set.prompts);
    const page = trpc.data.prompts.queryOptions({
      promptSetId: set.id,
      after: after === 0 ? undefined : after - 1,
      limit: 1,
    });
    const { prompts } = await queries.fetchQuery(page);
    return prompts[0]?.messages.at(-1)?.content ?? null;
  };
}
