"use client";
import { ago } from "@rlhf/ui";
import Link from "next/link";
import { useNow } from "../shell/use-now";
import { lineageOf, type Ancestor } from "./lineage-of";
import type { RunDetail } from "./run-detail";

/** What the run was made from and what came out of it, and the three things that make it repeatable. */
export function Lineage({ run }: { run: RunDetail }) {
  const now = useNow();
  const { from, into } = lineageOf(run);
  const { seed, codeVersion, configHash, createdAt, workerId } = run.summary;
  return (
    <div className="row made">
      <Chips words="Made from" chips={from} />
      <Chips words="became" chips={into.slice(0, 4)} />
      {into.length > 4 && <span className="t12 i3">and {into.length - 4} more</span>}
      <span className="t12 i3 end" title={`${createdAt.toLocaleString()}${workerId ? ` · worker ${workerId}` : ""}`}>
        created {ago(createdAt, now)} · <span className="mono">seed {seed}</span> ·{" "}
        <span className="mono">config {configHash.slice(0, 8)}</span> ·{" "}
        <span className="mono">code {codeVersion.slice(0, 12)}</span>
      </span>
    </div>
  );
}

function Chips({ words, chips }: { words: string; chips: readonly Ancestor[] }) {
  if (chips.length === 0) return null;
  return (
    <>
      <span className="t12 i3">{words}</span>
      {chips.map(({ id, kind, name, href }) => {
        const text = (
          <>
            {kind} <b className="b5 text-ink">{name}</b>
          </>
        );
        return href ? (
          <Link className="chip" key={id} href={href}>
            {text}
          </Link>
        ) : (
          <span className="chip" key={id}>
            {text}
          </span>
        );
      })}
    </>
  );
}
