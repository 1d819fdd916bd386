import { Fragment, type ReactNode } from "react";
import { count, percent, percentBounds } from "../figures";
import { fitText } from "./fit-text";
import { matrixColor } from "./matrix-color";
import { SizedSvg } from "./sized";

export type MatrixPolicy = { id: string; name: string; color?: "a" | "b" | "ref" };
export type WinCell = {
  rowId: string;
  columnId: string;
  rate: number;
  interval: readonly [number, number];
  judgments: number;
  prompts: number;
  ties: number;
};
type Props = {
  /** In the order of rows and columns. */
  policies: readonly MatrixPolicy[];
  cells: readonly WinCell[];
  picked?: { rowId: string; columnId: string };
  alt: string;
  link(cell: WinCell, marks: ReactNode): ReactNode;
};

const NAMES = 104;
const [HEAD, CELL, LEAST_WIDTH] = [30, 64, 96];

/** How often the row's policy is preferred to the column's: rate, interval, number of judgments and share of ties. */
export function WinMatrix({ policies, cells, picked, alt, link }: Props) {
  const least = NAMES + policies.length * LEAST_WIDTH;
  const height = HEAD + policies.length * CELL;
  const at = new Map(cells.map((cell) => [`${cell.rowId} ${cell.columnId}`, cell]));
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Win matrix, scrolls sideways">
      <div style={{ minWidth: least }}>
        <SizedSvg height={height} alt={alt} linked>
          {(width) => {
            const side = (width - NAMES) / policies.length;
            return (
              <>
                {policies.map((policy, i) => (
                  <Fragment key={policy.id}>
                    <Name policy={policy} x={NAMES + (i + 0.5) * side} y={HEAD / 2} room={side - 8} centred />
                    <Name policy={policy} x={0} y={HEAD + (i + 0.5) * CELL} room={NAMES - 8} />
                  </Fragment>
                ))}
                {policies.flatMap((row, i) =>
                  policies.map((column, j) => {
                    const cell = at.get(`${row.id} ${column.id}`);
                    const box = { x: NAMES + j * side + 1, y: HEAD + i * CELL + 1, width: side - 2, height: CELL - 2 };
                    if (!cell) return <Blank key={`${row.id} ${column.id}`} box={box} self={row === column} />;
                    const chosen = picked?.rowId === row.id && picked.columnId === column.id;
                    const marks = (
                      <Cell cell={cell} box={box} chosen={chosen} names={`${row.name} over ${column.name}`} />
                    );
                    return <Fragment key={`${row.id} ${column.id}`}>{link(cell, marks)}</Fragment>;
                  }),
                )}
              </>
            );
          }}
        </SizedSvg>
      </div>
    </div>
  );
}

type Place = { policy: MatrixPolicy; x: number; y: number; room: number; centred?: boolean };

function Name({ policy, x, y, room, centred = false }: Place) {
  const text = fitText(policy.name, room - 16);
  const start = centred ? x - (16 + text.length * 6.5) / 2 : x;
  const { color } = policy;
  return (
    <g>
      <title>{policy.name}</title>
      <rect
        x={start + 0.75}
        y={y - 4.25}
        width="8.5"
        height="8.5"
        rx="2.5"
        fill={color ? `var(--${color})` : "none"}
        stroke={color ? "none" : "var(--ink-3)"}
        strokeWidth="1.5"
      />
      <text x={start + 16} y={y + 4} className="lbl">
        {text}
      </text>
    </g>
  );
}

type Box = { x: number; y: number; width: number; height: number };

function Blank({ box, self }: { box: Box; self: boolean }) {
  return (
    <g>
      <rect {...box} rx="4" fill="var(--sunken)" />
      {!self && (
        <text x={box.x + box.width / 2} y={box.y + box.height / 2 + 4} textAnchor="middle">
          not judged
        </text>
      )}
    </g>
  );
}

function Cell({ cell, box, chosen, names }: { cell: WinCell; box: Box; chosen: boolean; names: string }) {
  const { rate, interval, judgments, prompts, ties } = cell;
  const middle = box.x + box.width / 2;
  return (
    <g>
      <title>{`${names}: ${percent(rate)} ${percentBounds(...interval)}, n ${count(judgments)} on ${count(prompts)} prompts, ${count(ties)} ties`}</title>
      <rect {...box} rx="4" fill={matrixColor(rate, interval)} className="cell" />
      {chosen && <rect {...box} rx="4" fill="none" stroke="var(--accent)" strokeWidth="2" />}
      <text x={middle} y={box.y + 20} textAnchor="middle" className="strong big">
        {(100 * rate).toFixed(1)}
      </text>
      <text x={middle} y={box.y + 37} textAnchor="middle" className="ink">
        {percentBounds(...interval)}
      </text>
      <text x={middle} y={box.y + 53} textAnchor="middle" className="ink">
        n {count(judgments)} · = {percent(ties / judgments, 0)}
      </text>
    </g>
  );
}

/** What the colours of the matrix mean. */
export function MatrixScale() {
  const end = (side: "a" | "b") => `color-mix(in oklab, var(--${side}) 50%, var(--surface))`;
  return (
    <div className="row t12 i3 mt-3 flex-wrap">
      <span>column better</span>
      <span
        className="ramp w-40"
        style={{ background: `linear-gradient(to right in oklab, ${end("b")}, var(--surface), ${end("a")})` }}
      />
      <span>row better</span>
      <span className="end">paler = wider interval · = share of ties</span>
    </div>
  );
}
