"use client";
import type { KeyboardEvent } from "react";
import { heatColor } from "./heat-colors";

type PickableToken = {
  text: string;
  /** What it is tinted by; null = not at all. */
  value: number | null;
  /** Everything of it in a line. */
  about: string;
  /** It was not drawn now, but taken over. */
  dim?: boolean;
};
type Props = {
  label: string;
  tokens: readonly PickableToken[];
  /** The end of the colour scale. */
  limit: number;
  at: number | null;
  onPick(at: number): void;
};

/** The tokens of an answer, one of which can be chosen: one stop for Tab, arrow keys go from token to token. */
export function TokenPicker({ label, tokens, limit, at, onPick }: Props) {
  const go = (event: KeyboardEvent<HTMLElement>, i: number) => {
    const next = event.key === "ArrowRight" ? i + 1 : event.key === "ArrowLeft" ? i - 1 : i;
    if (next === i || !tokens[next]) return;
    event.preventDefault();
    event.stopPropagation();
    onPick(next);
    const sibling = event.currentTarget.parentElement?.children[next];
    if (sibling instanceof HTMLElement) sibling.focus();
  };
  return (
    <div className="toks pickable" role="group" aria-label={label}>
      {tokens.map(({ text, value, about, dim }, i) => (
        <button
          key={i}
          type="button"
          tabIndex={i === (at ?? 0) ? 0 : -1}
          className={[i === at && "sel", dim && "dim"].filter(Boolean).join(" ") || undefined}
          aria-pressed={i === at}
          title={about}
          style={{ background: value === null ? undefined : heatColor(value, limit) }}
          onClick={() => onPick(i)}
          onKeyDown={(event) => go(event, i)}
        >
          {text.trim().replaceAll("\n", "⏎") || "␣"}
        </button>
      ))}
    </div>
  );
}
