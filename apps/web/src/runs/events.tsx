"use client";
import { Card, Empty, Failure, Segmented, Skeleton, StateIcon, Table, type Column } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "../trpc";
import { alertsOf } from "./alerts";
import { eventWords, LEVELS, type Level } from "./event-words";
import type { RunDetail } from "./run-detail";
import { useCurves } from "./use-curves";

type Row = { key: string; at: Date | null; where: string; level: Level; what: string; text: string };
const ICONS = { info: "ok", warning: "warn", error: "fail" } as const;
const LIMIT = 200;

const columns: Column<Row>[] = [
  {
    key: "level",
    title: "Level",
    width: 110,
    cell: (e) => (
      <span className="row">
        <StateIcon state={ICONS[e.level]} /> {e.level}
      </span>
    ),
  },
  {
    key: "at",
    title: "When",
    width: 200,
    cell: (e) => (e.at ? <time dateTime={e.at.toISOString()}>{e.at.toLocaleString()}</time> : e.where),
  },
  { key: "what", title: "What", width: 130, cell: (e) => e.what },
  { key: "text", title: "Content", cell: (e) => <span className="whitespace-normal">{e.text}</span> },
];

/** What happened to the run and what its curves warn of, newest first; the curves themselves stand on their own tab. */
export function Events({ run, beat }: { run: RunDetail; beat: number }) {
  const [level, setLevel] = useState<Level>("info");
  const { rows, error, more } = useEventRows(run, beat);
  const shown = rows?.filter((row) => LEVELS.indexOf(row.level) >= LEVELS.indexOf(level)) ?? [];
  return (
    <Card
      title="Events"
      note={more ? `the newest ${LIMIT}` : `${shown.length}, newest first`}
      actions={
        <Segmented<Level>
          label="From level"
          value={level}
          onChange={setLevel}
          options={[
            { value: "info", text: "All" },
            { value: "warning", text: "Warnings" },
            { value: "error", text: "Errors" },
          ]}
        />
      }
    >
      {error && !rows && <Failure title="The events could not be read" detail={error} />}
      {!rows && !error && <Skeleton lines={6} />}
      {rows && shown.length === 0 && (
        <Empty title={level === "info" ? "No events yet" : `No ${level} so far`}>
          Starts, pauses, samples and checkpoints are listed here as they happen.
        </Empty>
      )}
      {shown.length > 0 && (
        <Table label="Events" columns={columns} rows={shown} rowKey={(e) => e.key} maxHeight={560} />
      )}
    </Card>
  );
}

function useEventRows(run: RunDetail, beat: number) {
  const trpc = useTRPC();
  const asked = { runId: run.summary.id, limit: LIMIT };
  const history = useQuery(trpc.runs.history.queryOptions(asked, { placeholderData: keepPreviousData }));
  const { data, refetch } = history;
  useEffect(() => {
    if (beat > 0) void refetch();
  }, [beat, refetch]);
  const curves = useCurves(run.summary.id, { range: null, beat: 0 });
  const rows = useMemo(() => {
    const alerts = alertsOf(curves.data?.series ?? [], run.config).map(({ key, step, level, text }): Row => ({
      key: `${key} ${step}`,
      at: null,
      where: `since step ${step}`,
      level,
      what: "alert",
      text,
    }));
    const events = data?.events.map((event): Row => ({
      key: String(event.eventNo),
      at: event.createdAt,
      where: "",
      ...eventWords(event),
    }));
    return events && [...alerts, ...events];
  }, [data, curves.data, run.config]);
  return { rows, error: history.error?.message, more: data?.events.length === LIMIT };
}
