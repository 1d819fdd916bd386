"use client";
import { useId, useState, type KeyboardEvent } from "react";
import { figure } from "./figures";
import { heatColor } from "./heat-colors";

export type HeatToken = { text: string; figures: readonly { name: string; unit: string; value: number | null }[] };

/**
 * An answer token by token, tinted by one quantity; hover, focus or tap shows all of them. One stop for Tab, arrow keys go
 * from token to token. `limit`: end of the scale.
 */
export function TokenHeatMap({ tokens, shown, limit }: { tokens: readonly HeatToken[]; shown: string; limit: number }) {
  const [at, setAt] = useState<number | null>(null);
  const tip = useId();
  const picked = at === null ? undefined : tokens[at];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = event.currentTarget.children[(at ?? 0) + by];
    if (by === 0 || !(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div className="relative" onMouseLeave={() => setAt(null)}>
      <p className="toks" onKeyDown={onKeyDown}>
        {tokens.map((token, i) => {
          const value = token.figures.find((f) => f.name === shown)?.value ?? null;
          return (
            <b
              key={i}
              tabIndex={i === (at ?? 0) ? 0 : -1}
              className={i === at ? "sel" : undefined}
              aria-describedby={i === at ? tip : undefined}
              style={{ background: value === null ? undefined : heatColor(value, limit) }}
              onMouseEnter={() => setAt(i)}
              onFocus={() => setAt(i)}
              onClick={() => setAt(i)}
            >
              {visible(token.text)}
            </b>
          );
        })}
      </p>
      {picked && at !== null && (
        <div className="tip" id={tip} role="tooltip">
          <div className="row mb-1">
            <b className="mono b6">{visible(picked.text)}</b>
            <span className="i3 end">token {at + 1}</span>
          </div>
          <dl>
            {picked.figures.map(({ name, unit, value }) => (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd>{value === null ? "not measured" : `${figure(value)} ${unit}`}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </div>
  );
}

const visible = (text: string): string => text.trim().replaceAll("\n", "⏎") || text.replaceAll("\n", "⏎") || "∅";

/** The colour scale under a heat-map with its ends in the quantity's unit. */
export function HeatScale({ limit, unit, middle }: { limit: number; unit: string; middle: string }) {
  const stops = [-1, -0.5, -0.2, 0, 0.2, 0.5, 1].map((v) => `${heatColor(v, 1)} ${50 + 50 * v}%`);
  return (
    <div>
      <div className="ramp" style={{ background: `linear-gradient(to right, ${stops.join(", ")})` }} />
      <div className="row t12 i3 mt-1 justify-between">
        <span>{figure(-limit, 2)}</span>
        <span>{middle}</span>
        <span>
          +{figure(limit, 2)} {unit}
        </span>
      </div>
    </div>
  );
}
