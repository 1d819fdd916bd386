"use client";
import { StateIcon } from "@rlhf/ui";
import Link from "next/link";
import { fullTime } from "./fire-times";
import { fireLook, fireNote, type Fire } from "./fire-words";

/** What came of the last ticks, a mark each, newest right; those that became a run lead to it. */
export function FireDots({ fires }: { fires: readonly Fire[] }) {
  if (fires.length === 0) return <span className="t12 i3">has not fired yet</span>;
  return (
    <div className="dots">
      {fires.map((fire) => (
        <Dot key={fire.fireAt.getTime()} fire={fire} />
      ))}
    </div>
  );
}

function Dot({ fire }: { fire: Fire }) {
  const { state, word } = fireLook(fire);
  const note = fireNote(fire);
  const text = `${fullTime(fire.fireAt)}: ${word}${note ? `, ${note}` : ""}`;
  if (!fire.run)
    return (
      <span title={text}>
        <StateIcon state={state} label={text} />
      </span>
    );
  return (
    <Link href={`/runs/${fire.run.id}`} title={text} aria-label={text}>
      <StateIcon state={state} />
    </Link>
  );
}
