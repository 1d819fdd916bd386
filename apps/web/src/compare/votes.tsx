import { judged } from "./judgment-words";

type Vote = { verdict: string; outcome: number; strength: number };

/** What each judge pressed, as the signs of the scale in the colour of the one preferred. */
export function Votes({ votes }: { votes: readonly Vote[] }) {
  if (votes.length === 0) return null;
  return (
    <span className="votes flex-wrap">
      {votes.map((vote, i) => {
        const { glyph, words, side } = judged(vote);
        return (
          <i key={i} className={side} title={words}>
            <span aria-hidden="true">{glyph}</span>
            <span className="sr">{words}. </span>
          </i>
        );
      })}
    </span>
  );
}
