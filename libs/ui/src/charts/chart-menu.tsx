"use client";
import { Ellipsis } from "lucide-react";
import * as Menu from "radix-ui/dropdown-menu";
import { useState, type RefObject } from "react";
import { IconButton } from "../button";
import { Dialog } from "../dialog";
import { Table } from "../table";
import { toCsv, type ChartTable } from "./csv";
import { saveFile, savePng, svgText } from "./save-file";

type Drawn = "svg" | "canvas" | null;

/** What every chart can do: show the table behind it, save itself as CSV, SVG or PNG, and copy its address. */
export function ChartMenu({
  title,
  table,
  box,
  anchor,
}: {
  title: string;
  table: ChartTable;
  box: RefObject<HTMLElement | null>;
  /** Id of the chart's place in the page; the copied address leads there. */
  anchor?: string;
}) {
  const [open, setOpen] = useState(false);
  const [drawn, setDrawn] = useState<Drawn>(null);
  const picture = () => box.current?.querySelector<SVGSVGElement | HTMLCanvasElement>("svg, canvas") ?? null;
  const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const saveSvg = () => {
    const svg = picture();
    if (svg instanceof SVGSVGElement) saveFile(`${name}.svg`, svgText(svg), "image/svg+xml");
  };
  const saveAsPng = () => {
    const from = picture();
    if (from) void savePng(`${name}.png`, from);
  };
  const items: [string, () => void][] = [
    ["Show the table", () => setOpen(true)],
    ["Save as CSV", () => saveFile(`${name}.csv`, toCsv(table), "text/csv")],
    ...(drawn === "svg" ? ([["Save as SVG", saveSvg]] satisfies [string, () => void][]) : []),
    ...(drawn === null ? [] : ([["Save as PNG", saveAsPng]] satisfies [string, () => void][])),
    ["Copy link", () => void navigator.clipboard.writeText(addressOf(anchor))],
  ];
  return (
    <>
      <Menu.Root onOpenChange={(opens) => opens && setDrawn(drawnAs(picture()))}>
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

const drawnAs = (node: Element | null): Drawn =>
  node instanceof SVGSVGElement ? "svg" : node instanceof HTMLCanvasElement ? "canvas" : null;

function addressOf(anchor: string | undefined): string {
  const url = new URL(location.href);
  if (anchor) url.hash = anchor;
  return url.href;
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
