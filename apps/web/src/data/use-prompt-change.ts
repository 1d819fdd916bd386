"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { Split } from "./address";
import { countOf } from "./count-of";

const MOST = 1_000; // of one call
type Change = { addTags?: string[]; removeTags?: string[]; split?: Split };

/** Changes the ticked prompts and says how many there were. */
export function usePromptChange(chosen: ReadonlySet<string>) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [said, setSaid] = useState("");
  const change = useMutation(
    trpc.data.changePrompts.mutationOptions({
      onSuccess: async ({ changed }) => {
        setSaid(`changed: ${countOf(changed, "prompt")}`);
        await queries.invalidateQueries({ queryKey: trpc.data.pathKey() });
      },
    }),
  );
  return {
    apply: (what: Change) => change.mutate({ projectId, promptIds: [...chosen].slice(0, MOST), ...what }),
    busy: change.isPending,
    error: change.error?.message,
    said,
  };
}
