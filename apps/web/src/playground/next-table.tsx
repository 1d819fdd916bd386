"use client";
import { figure, percent } from "@rlhf/ui";
import type { NextToken } from "./next-tokens";

type TableProps = {
  rows: readonly NextToken[];
  drawn: number;
  choice: number;
  side: "a" | "b";
  hasReference: boolean;
  onChoice(row: number): void;
};

/** The likeliest tokens at a place; those that the settings cut off are grey. */
export function NextTable({ rows, drawn, choice, side, hasReference, onChoice }: TableProps) {
  const most = Math.max(...rows.flatMap((row) => [row.p, row.pRef ?? 0]));
  const edge = rows.findIndex((row) => row.drawn === 0);
  return (
    <div className="overflow-auto" role="region" aria-label="Likeliest tokens" tabIndex={0}>
      <table className="table next">
        <thead>
          <tr>
            <th scope="col">Token</th>
            <th scope="col" colSpan={2}>
              Probability
            </th>
            {hasReference && (
              <th scope="col" className="r" title="Log-probability under the policy minus under the reference, nats">
                Δ log-p
              </th>
            )}
            <th scope="col" className="r" title="Chance of being drawn with the settings on the left">
              Drawn
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr
              key={row.tokenId}
              className={[
                row.tokenId === drawn && "pick",
                i === choice && "at",
                row.drawn === 0 && "cut",
                i === edge && "edge",
              ]
                .filter(Boolean)
                .join(" ")}
              onClick={() => onChoice(i)}
            >
              <td className="mono">
                {row.text.trim() || "␣"}
                {row.tokenId === drawn && <span className="sr">, the one that stands there</span>}
              </td>
              <td>
                <Bars row={row} most={most} side={side} />
              </td>
              <td className="r">{percent(row.p)}</td>
              {hasReference && <td className="r">{row.delta === null ? "" : signed(row.delta)}</td>}
              <td className="r">{row.drawn === 0 ? "cut" : percent(row.drawn)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const signed = (value: number): string => `${value > 0 ? "+" : ""}${figure(value)}`;

/** Two bars: the policy's over the reference's. */
function Bars({ row, most, side }: { row: NextToken; most: number; side: "a" | "b" }) {
  const width = (p: number) => (most > 0 ? (76 * p) / most : 0);
  return (
    <svg width="76" height="12" aria-hidden="true">
      <rect width={width(row.p)} height="7" rx="2" fill={`var(--${side})`} />
      {row.pRef !== null && <rect y="8" width={width(row.pRef)} height="4" rx="2" fill="var(--ref)" />}
    </svg>
  );
}
