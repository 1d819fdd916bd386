"use client";
import { count, figure, TokenHeatMap } from "@rlhf/ui";
import type { HeatAnswer, Quantity } from "./heat-tokens";
import type { Sample } from "./use-samples";

type Props = {
  sample: Sample;
  tokens: HeatAnswer | undefined;
  quantity: Quantity;
  limit: number;
  /** Said where answers of two steps stand side by side. */
  step?: number | null | undefined;
};

/** A prompt and its answer; plain text where the tokens' figures were not stored or are on their way. */
export function SampleEntry({ sample, tokens, quantity, limit, step }: Props) {
  const measured = tokens?.some((token) => token.figures.some((f) => f.name === quantity && f.value !== null));
  return (
    <div className="sample">
      <p className="q">{sample.messages.at(-1)?.content}</p>
      <p className="m">
        {typeof step === "number" && <span className="b5 i2">step {count(step)}</span>}
        {sample.score !== null && (
          <span>
            score <b>{figure(sample.score)}</b>
          </span>
        )}
        {sample.klSum !== null && (
          <span>
            KL <b>{figure(sample.klSum)} nats</b>
          </span>
        )}
        <span>
          <b>{sample.nTokens}</b> tokens{sample.finishReason === "length" && ", cut off"}
        </span>
      </p>
      {tokens ? <TokenHeatMap tokens={tokens} shown={quantity} limit={limit} /> : <p className="toks">{sample.text}</p>}
      {tokens && !measured && <p className="t12 i3">{quantity} was not measured for this answer.</p>}
    </div>
  );
}
