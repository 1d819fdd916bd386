"use client";
import { Dialog, Empty, Failure, Skeleton } from "@rlhf/ui";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

const SHOWN = 40;

/** The project's prompts, found by a part of their text. */
export function PromptPicker({ onPick, onClose }: { onPick(text: string): void; onClose(): void }) {
  const trpc = useTRPC();
  const { projectId } = useProject();
  const [search, setSearch] = useState("");
  const sets = useQuery(trpc.data.promptSets.queryOptions({ projectId }));
  const found = useQueries({
    queries: (sets.data?.promptSets ?? []).map(({ id }) =>
      trpc.data.prompts.queryOptions(
        { promptSetId: id, search: search.trim() || undefined, limit: SHOWN },
        { placeholderData: keepPreviousData },
      ),
    ),
  });
  const texts = found.flatMap(({ data }) => data?.prompts.map((p) => p.messages.at(-1)?.content ?? "") ?? []);
  const error = sets.error ?? found.find((one) => one.error)?.error;
  const pending = sets.isPending || found.some((one) => one.isPending);
  return (
    <Dialog open onClose={onClose} title="Choose a prompt">
      <input
        type="search"
        className="input mb-3"
        aria-label="Part of the prompt"
        placeholder="Part of the prompt"
        value={search}
        onChange={(e) => setSearch(e.target.value)}
      />
      {error && <Failure title="The prompts could not be read" detail={error.message} />}
      {pending && <Skeleton lines={6} />}
      {!pending && texts.length === 0 && <Empty title="No prompt contains this" />}
      <ul className="found">
        {[...new Set(texts)].slice(0, SHOWN).map((text) => (
          <li key={text}>
            <button type="button" className="btn quiet prompt-choice" onClick={() => onPick(text)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
