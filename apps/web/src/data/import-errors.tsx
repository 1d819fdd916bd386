"use client";
import { Button, Card, count, Download, saveFile, Table, toCsv } from "@rlhf/ui";
import { Excerpt } from "./excerpt";
import type { ImportReport } from "./import-report";

type RowError = ImportReport["errors"][number];
const COLUMNS = [
  { key: "line", title: "Line", right: true, width: 80, cell: (e: RowError) => <span className="mono">{e.line}</span> },
  { key: "reason", title: "What was expected, and what came", cell: (e: RowError) => <Excerpt text={e.reason} /> },
];

/** The rows that were refused, each with its line and reason. */
export function ImportErrors({ report }: { report: ImportReport }) {
  const { errors, refused } = report;
  if (errors.length === 0) return null;
  const rows = errors.map(({ line, reason }) => [line, reason]);
  const save = () => saveFile("refused-rows.csv", toCsv({ columns: ["line", "reason"], rows }), "text/csv");
  return (
    <Card
      title="Rows that cannot be used"
      note={refused > errors.length ? `the first ${errors.length} of ${count(refused)}` : count(refused)}
      actions={
        <Button size="sm" icon={<Download className="i" aria-hidden />} onClick={save}>
          CSV
        </Button>
      }
    >
      <Table
        label="Rows that cannot be used"
        columns={COLUMNS}
        rows={errors}
        rowKey={(e) => String(e.line)}
        maxHeight={280}
      />
    </Card>
  );
}
