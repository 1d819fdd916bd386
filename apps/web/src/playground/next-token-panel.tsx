"use client";
import { Button, Card, ChevronLeft, ChevronRight, figure, IconButton, percent } from "@rlhf/ui";
import { NextTable } from "./next-table";
import { allTokens, type Answer, type SampledToken } from "./answer-state";
import { entropyAtLeast, nextTokens, type Draw, type NextTokens } from "./next-tokens";

type Props = {
  side: "a" | "b";
  policy: string;
  reference: string | null;
  answer: Answer;
  at: number;
  draw: Draw;
  /** The row that Enter goes on from. */
  choice: number;
  onChoice(row: number): void;
  onAt(at: number): void;
  onContinue(tokenId: number): void;
};
const SHOWN = 14;

/** What could have stood at a place of the answer: how likely, how much likelier than before training, and when drawn now. */
export function NextTokenPanel(props: Props) {
  const { side, answer, at, draw, choice, onChoice, onAt, onContinue } = props;
  const tokens = allTokens(answer);
  const place = tokens[at];
  if (!place) return null;
  const next = nextTokens(place, answer, draw);
  const shown = next.rows.slice(0, SHOWN);
  const chosen = shown[choice] ?? shown[0];
  return (
    <Card
      title="Next token"
      note={`${side.toUpperCase()}, token ${at + 1}`}
      actions={<Steps at={at} last={tokens.length - 1} onAt={onAt} />}
      footer={
        chosen && (
          <>
            <Button size="sm" hint="Enter" onClick={() => onContinue(chosen.tokenId)}>
              Continue from “{chosen.text.trim() || "␣"}”
            </Button>
            <span className="end row g4">
              <kbd aria-hidden="true">↑</kbd>
              <kbd aria-hidden="true">↓</kbd> choose
            </span>
          </>
        )
      }
    >
      <p className="mono t13 i3 px-4 pb-3">
        …{" "}
        {tokens
          .slice(Math.max(0, at - 6), at)
          .map((token) => token.text.trim())
          .join(" ")}{" "}
        <b className="here">{place.text.trim() || "␣"}</b>
      </p>
      <NextTable
        rows={shown}
        drawn={place.tokenId}
        choice={choice}
        side={side}
        hasReference={place.refLogp !== null}
        onChoice={onChoice}
      />
      <Legend {...props} place={place} next={next} />
    </Card>
  );
}

function Steps({ at, last, onAt }: { at: number; last: number; onAt(at: number): void }) {
  return (
    <>
      <IconButton small label="Token before" hint="ArrowLeft" disabled={at === 0} onClick={() => onAt(at - 1)}>
        <ChevronLeft className="i" aria-hidden />
      </IconButton>
      <IconButton small label="Token after" hint="ArrowRight" disabled={at >= last} onClick={() => onAt(at + 1)}>
        <ChevronRight className="i" aria-hidden />
      </IconButton>
    </>
  );
}

type LegendProps = Pick<Props, "side" | "policy" | "reference" | "answer" | "draw"> & {
  place: SampledToken;
  next: NextTokens;
};

/** Whose bars these are, how undecided they were, and what the figures are meant at. */
function Legend({ side, policy, reference, answer, draw, place, next }: LegendProps) {
  const entropy = entropyAtLeast(place.top.map((token) => token.logp));
  const refs = place.top.flatMap((token) => token.refLogp ?? []);
  return (
    <>
      <p className="row flex-wrap t12 i3 px-4 py-2 border-t border-line">
        <i className={`swatch ${side}`} aria-hidden /> {policy}
        {reference && (
          <>
            <i className="swatch r" aria-hidden /> {reference}
          </>
        )}
        <span className="end">
          entropy ≥ <b className="b5 i2">{figure(entropy)}</b> nats
          {refs.length > 0 && <>, reference ≥ {figure(entropyAtLeast(refs))}</>}
        </span>
      </p>
      <p className="t12 i3 px-4 pb-3">
        Probability at temperature {answer.temperature.toFixed(2)}, as asked; drawn at {draw.temperature.toFixed(2)}
        {next.isApproximate && `, roughly: ${percent(next.rest)} lie on tokens that are not listed`}.
      </p>
    </>
  );
}
