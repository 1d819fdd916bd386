import { ago, duration, wordDiff } from "@rlhf/ui";
import Link from "next/link";
import { DiffText } from "./diff-text";
import { judged } from "./judgment-words";
import type { JudgmentRow } from "./use-judgments";

const KINDS: Record<JudgmentRow["judgeKind"], string> = {
  human: "person",
  service: "model",
  simulated: "simulated person",
  oracle: "oracle",
  llm_judge: "language model",
};

/** One judgment: the prompt, both answers as they differ, what was said, by whom, and what asked for it. */
export function JudgmentEntry({ row, now }: { row: JudgmentRow; now: Date }) {
  const { glyph, words, side } = judged(row);
  const diff = wordDiff(row.candidateText, row.otherText);
  const [a, b] = [row.candidate, row.other].map(({ name, version }) => `${name} v${version}`);
  return (
    <li className="judgment">
      <p className="row flex-wrap">
        <span className="votes">
          <i className={side} aria-hidden="true">
            {glyph}
          </i>
        </span>
        <b className="b5">{words}</b>
        <span className="i3">
          {row.annotatorName}, {KINDS[row.judgeKind]} ·{" "}
          <time dateTime={row.at.toISOString()} title={row.at.toLocaleString()}>
            {ago(row.at, now)}
          </time>
          {row.activeMs !== null && ` · took ${duration(row.activeMs / 1000)}`}
          {` · ${row.candidateOnLeft ? "A" : "B"} stood left`}
        </span>
      </p>
      <p className="b5 mt-2 whitespace-pre-wrap">{row.messages.at(-1)?.content}</p>
      <div className="two">
        <div>
          <p className="t12 i3">
            <span className="letter a">A</span> {a}
          </p>
          <DiffText pieces={diff.left} side="a" />
        </div>
        <div>
          <p className="t12 i3">
            <span className="letter b">B</span> {b}
          </p>
          <DiffText pieces={diff.right} side="b" />
        </div>
      </div>
      <Because row={row} />
      <Origin row={row} />
    </li>
  );
}

function Because({ row: { reasons, rationale } }: { row: JudgmentRow }) {
  const why = [reasons.join(", "), rationale].filter(Boolean).join(" · ");
  if (why === "") return null;
  return (
    <p className="mt-2">
      <span className="i3">Why: </span>
      {why}
    </p>
  );
}

/** The batch that the pair stood in, and the run that asked for it. */
function Origin({ row }: { row: JudgmentRow }) {
  return (
    <p className="t12 i3 mt-2">
      in batch{" "}
      <Link className="num" href={`/batches/${row.batchId}`}>
        {row.batchName}
      </Link>
      {row.run && (
        <>
          {" "}
          of{" "}
          <Link className="num" href={`/runs/${row.run.id}`}>
            {row.run.kind} run {row.run.seq}
          </Link>
        </>
      )}
    </p>
  );
}
