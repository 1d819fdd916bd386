"use client";
import { useRef, type ReactNode } from "react";
import { Card } from "../card";
import { ChartMenu } from "./chart-menu";
import type { ChartTable } from "./csv";

type Props = {
  title: string;
  note?: ReactNode;
  /** Null while there is nothing to draw: then there is no menu either. */
  table: ChartTable | null;
  /** Its place in the page, for links to it. */
  anchor: string;
  actions?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
};

/** A card around one chart, with the chart's menu in its heading. */
export function ChartCard({ title, note, table, anchor, actions, footer, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  return (
    <Card
      title={title}
      note={note}
      footer={footer}
      actions={
        <>
          {actions}
          {table && <ChartMenu title={title} table={table} box={box} anchor={anchor} />}
        </>
      }
    >
      <div className="body scroll-mt-16" id={anchor} ref={box}>
        {children}
      </div>
    </Card>
  );
}
