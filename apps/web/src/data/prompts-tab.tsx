"use client";
import { buttonClass, Button, Card, Empty, Failure, Skeleton } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { readPromptView, withValues } from "./address";
import { countOf } from "./count-of";
import { PromptActions } from "./prompt-actions";
import { PromptFilters } from "./prompt-filters";
import { PromptTable } from "./prompt-table";

const PAGE = 50;

/** The prompts of one set, a page at a time; what is shown stands in the address. */
export function PromptsTab({ writes }: { writes: boolean }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const search = useSearchParams();
  const { setId, ...view } = readPromptView(search);
  const sets = useQuery(trpc.data.promptSets.queryOptions({ projectId }));
  const all = sets.data?.promptSets ?? [];
  const set = all.find((one) => one.id === setId) ?? all[0];
  const asked = { promptSetId: set?.id ?? "", ...view, limit: PAGE };
  const options = { enabled: set !== undefined, placeholderData: keepPreviousData };
  const prompts = useQuery(trpc.data.prompts.queryOptions(asked, options));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const rows = prompts.data?.prompts ?? [];
  const error = sets.error ?? prompts.error;
  const retry = () => void (sets.error ? sets.refetch() : prompts.refetch());
  if (sets.isSuccess && all.length === 0) return <NoPrompts writes={writes} />;
  return (
    <Card>
      {set && <PromptFilters sets={all} set={set} view={view} />}
      {chosen.size > 0 && <PromptActions chosen={chosen} onDone={() => setChosen(new Set())} />}
      {error && (
        <Failure
          title="The prompts could not be read"
          detail={error.message}
          action={<Button onClick={retry}>Try again</Button>}
        />
      )}
      {!error && prompts.isPending && <Skeleton lines={10} height={28} />}
      {prompts.isSuccess && rows.length === 0 && (
        <Empty title="No prompt is like this">
          <Link className="num" href={withValues(search, { split: null, tag: null, text: null })}>
            Show the whole set
          </Link>
        </Empty>
      )}
      {rows.length > 0 && <PromptTable rows={rows} chosen={chosen} onChoose={writes ? setChosen : null} />}
      <footer>
        {view.after !== undefined && (
          <Link className="btn quiet xs" href={withValues(search, { after: null })}>
            First page
          </Link>
        )}
        <span>{set && `${countOf(set.prompts, "prompt")} in ${set.name}`}</span>
        {rows.length === PAGE && (
          <Link
            className="btn quiet xs end"
            href={withValues(search, { after: String(rows.at(-1)?.ordinal ?? 0), set: set?.id ?? null })}
          >
            Next page
          </Link>
        )}
      </footer>
    </Card>
  );
}

function NoPrompts({ writes }: { writes: boolean }) {
  return (
    <Card>
      <Empty
        title="No prompts yet"
        action={
          writes && (
            <Link className={buttonClass({ tone: "primary" })} href="/data/import">
              Import a file
            </Link>
          )
        }
      >
        Prompts are what policies answer and people compare. Import a JSONL file of them, or run “rlhf demo” on this
        machine.
      </Empty>
    </Card>
  );
}
