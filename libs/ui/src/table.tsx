import type { ReactNode } from "react";

export type Column<Row> = {
  key: string;
  title: ReactNode;
  cell(row: Row): ReactNode;
  right?: boolean;
  width?: number | string;
};

/** A table whose head stays in sight while its own box scrolls. `label` names it for screen readers. */
export function Table<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string;
  maxHeight?: number;
}) {
  const { label, columns, rows, rowKey, maxHeight } = props;
  return (
    <div
      className="relative overflow-auto"
      style={maxHeight ? { maxHeight } : undefined}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table className="table">
        <thead className="sticky top-0 z-1 bg-surface">
          <tr>
            {columns.map((c) => (
              <th key={c.key} scope="col" className={c.right ? "r" : undefined} style={{ width: c.width }}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((c) => (
                <td key={c.key} className={c.right ? "r" : undefined}>
                  {c.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
