"use client";
import { Ellipsis } from "lucide-react";
import * as Menu from "radix-ui/dropdown-menu";
import { useState, type RefObject } from "react";
import { IconButton } from "../button";
import { Dialog } from "../dialog";
import { Table } from "../table";
import { toCsv, type ChartTable } from "./csv";
import { saveFile, svgText } from "./save-file";

/** What every chart can do: show the table behind it, save itself as SVG or CSV, and copy its address. */
export function ChartMenu({
  title,
  table,
  box,
}: {
  title: string;
  table: ChartTable;
  box: RefObject<HTMLElement | null>;
}) {
  const [open, setOpen] = useState(false);
  const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const saveSvg = () => {
    const svg = box.current?.querySelector("svg");
    if (svg) saveFile(`${name}.svg`, svgText(svg), "image/svg+xml");
  };
  const items: [string, () => void][] = [
    ["Show the table", () => setOpen(true)],
    ["Save as CSV", () => saveFile(`${name}.csv`, toCsv(table), "text/csv")],
    ["Save as SVG", saveSvg],
    ["Copy link", () => void navigator.clipboard.writeText(location.href)],
  ];
  return (
    <>
      <Menu.Root>
        <Menu.Trigger asChild>
          <IconButton label={`Menu of ${title}`} small>
            <Ellipsis className="i" aria-hidden />
          </IconButton>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="menu" align="end">
            {items.map(([text, act]) => (
              <Menu.Item key={text} onSelect={act}>
                {text}
              </Menu.Item>
            ))}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      <Dialog open={open} onClose={() => setOpen(false)} title={title}>
        <TableOfChart title={title} table={table} />
      </Dialog>
    </>
  );
}

function TableOfChart({ title, table }: { title: string; table: ChartTable }) {
  const columns = table.columns.map((text, i) => ({
    key: String(i),
    title: text,
    right: typeof table.rows[0]?.[i] === "number",
    cell: (row: ChartTable["rows"][number]) => row[i] ?? "",
  }));
  const rows = table.rows.slice(0, 2_000);
  return (
    <Table label={title} columns={columns} rows={rows} rowKey={(row) => rows.indexOf(row).toString()} maxHeight={420} />
  );
}
