"use client";
import { Table, type Column } from "@rlhf/ui";
import { Excerpt } from "./excerpt";
import { fieldText } from "./import-report";

type NumberedRecord = { rowNo: number; record: Readonly<Record<string, unknown>> };

/** Rows of a file, a column for each of their fields. */
export function RecordTable({ records, label = "First rows" }: { records: readonly NumberedRecord[]; label?: string }) {
  const fields = [...new Set(records.flatMap(({ record }) => Object.keys(record)))];
  const columns: Column<NumberedRecord>[] = [
    { key: "no", title: "Row", right: true, width: 64, cell: (r) => <span className="mono i3">{r.rowNo + 1}</span> },
    ...fields.map((field) => ({
      key: field,
      title: field,
      cell: ({ record }: NumberedRecord) => <Excerpt text={fieldText(record[field])} />,
    })),
  ];
  return <Table label={label} columns={columns} rows={records} rowKey={(r) => String(r.rowNo)} />;
}
