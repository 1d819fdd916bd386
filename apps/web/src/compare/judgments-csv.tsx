"use client";
import { Button, count, saveFile, toCsv } from "@rlhf/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPCClient } from "../trpc";
import type { JudgmentsFilter } from "./judgments-param";
import { judgmentsTable } from "./judgments-table";
import { nextPage, type After, type JudgmentRow } from "./use-judgments";

const PAGE = 500;

/** Saves all judgments of the filter as CSV, not only those on screen. */
export function JudgmentsCsv({ filter, disabled }: { filter: JudgmentsFilter; disabled: boolean }) {
  const { projectId } = useProject();
  const client = useTRPCClient();
  const [read, setRead] = useState(0);
  const save = useMutation({
    mutationFn: async () => {
      const rows: JudgmentRow[] = [];
      let before: After = null;
      do {
        const page = await client.compare.judgments.query({ projectId, ...filter, before, limit: PAGE });
        rows.push(...page.rows);
        setRead(rows.length);
        before = nextPage(page.rows, PAGE);
      } while (before !== null);
      saveFile("judgments.csv", toCsv(judgmentsTable(rows)), "text/csv");
    },
  });
  return (
    <>
      {save.error && (
        <span className="t12 text-fail" role="alert">
          {save.error.message}
        </span>
      )}
      <Button size="sm" disabled={disabled || save.isPending} onClick={() => save.mutate()}>
        {save.isPending ? `Reading ${count(read)}…` : "Save as CSV"}
      </Button>
    </>
  );
}
