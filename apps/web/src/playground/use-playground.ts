"use client";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useAddress } from "../shell/use-address";
import { useKeys } from "../shell/use-keys";
import { readAddress, toAddress, type Asked } from "./address";
import { allTokens, prefixWith, type Answer } from "./answer-state";
import { colorLimit, type ColorBy } from "./color-by";
import { newSeed } from "./seed-input";
import { SIDES, useAnswers, type Side } from "./use-answers";
import { usePolicies } from "./use-policies";

/** The token that is looked at, and the row of its table that Enter goes on from. */
export type Focus = { side: Side; at: number; choice: number };
const ADDRESS_MS = 300; // a slider on its way writes no address

/** Everything that the playground shows and does; what was asked stands in the address. */
export function usePlayground() {
  const [asked, change] = useAsked();
  const chosen = usePolicies(asked);
  const answers = useAnswers();
  const [focus, setFocus] = useState<Focus | null>(null);
  const [colorBy, setColorBy] = useState<ColorBy>("delta");
  const [picking, setPicking] = useState(false);
  const mayAsk = chosen.a !== null && asked.prompt.trim() !== "" && !answers.busy;

  const shownAnswer = (side: Side): Answer | undefined => answers.branches[side].answers[answers.branches[side].shown];
  const generate = () => {
    if (!mayAsk) return;
    setFocus(null);
    change({ a: chosen.a?.id ?? null, reference: chosen.reference?.id ?? "none" }); // a link asks the same policies later
    for (const side of SIDES) {
      const policy = chosen[side];
      if (policy) void answers.question({ ...question(side), policyVersionId: policy.id, prefix: [] });
      else answers.clear(side);
    }
  };
  const question = (side: Side) => ({ ...asked, reference: chosen.reference?.id ?? null, side });
  const continueFrom = (tokenId: number) => {
    const answer = focus && shownAnswer(focus.side);
    const policy = focus && chosen[focus.side];
    if (!answer || !policy || answers.busy) return;
    const prefix = prefixWith(answer, focus.at, tokenId);
    void answers.question({ ...question(focus.side), policyVersionId: policy.id, prefix });
  };
  const tokens = SIDES.flatMap((side) => {
    const answer = shownAnswer(side);
    return answer ? allTokens(answer) : [];
  });
  usePlayKeys({
    focus,
    setFocus,
    shownAnswer,
    continueFrom,
    change,
    cancel: answers.cancel,
    pick: () => setPicking(true),
  });
  return {
    asked,
    change,
    chosen,
    answers,
    focus,
    setFocus,
    colorBy,
    setColorBy,
    picking,
    setPicking,
    mayAsk,
    generate,
    continueFrom,
    shownAnswer,
    anyAnswer: SIDES.some((side) => shownAnswer(side)),
    limit: colorLimit(tokens, colorBy),
  };
}
export type Playground = ReturnType<typeof usePlayground>;

/** What was asked: at once on screen, and a moment later in the address. */
function useAsked(): [Asked, (changes: Partial<Asked>) => void] {
  const [search, write] = useAddress();
  const [asked, setAsked] = useState(() => readAddress(new URLSearchParams(search)));
  const pending = useRef<Partial<Asked>>({});
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = useCallback(
    (changes: Partial<Asked>) => {
      setAsked((now) => ({ ...now, ...changes }));
      pending.current = { ...pending.current, ...changes };
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => {
        write(toAddress(pending.current));
        pending.current = {};
      }, ADDRESS_MS);
    },
    [write],
  );
  return useMemo(() => [asked, change], [asked, change]);
}

type KeyWork = {
  focus: Focus | null;
  setFocus(focus: Focus | null): void;
  shownAnswer(side: Side): Answer | undefined;
  continueFrom(tokenId: number): void;
  change(changes: Partial<Asked>): void;
  cancel(): void;
  pick(): void;
};
const ROWS = 14;

function usePlayKeys({ focus, setFocus, shownAnswer, continueFrom, change, cancel, pick }: KeyWork): void {
  const answer = focus ? shownAnswer(focus.side) : undefined;
  const tokens = answer ? allTokens(answer) : [];
  const place = focus ? tokens[focus.at] : undefined;
  const move = (by: Partial<Focus>) => focus && setFocus({ ...focus, ...by });
  const step = (by: number) => () =>
    focus && move({ at: Math.max(0, Math.min(tokens.length - 1, focus.at + by)), choice: 0 });
  const row = (by: number) => () =>
    focus && move({ choice: Math.max(0, Math.min(Math.min(ROWS, place?.top.length ?? 1) - 1, focus.choice + by)) });
  useKeys({
    d: () => change({ seed: newSeed() }),
    r: () => document.getElementById("random-prompt")?.click(),
    h: pick,
    Escape: cancel,
    ...(focus && {
      ArrowLeft: step(-1),
      ArrowRight: step(1),
      ArrowUp: row(-1),
      ArrowDown: row(1),
      Enter: () => {
        const token = place?.top[focus.choice];
        if (token) continueFrom(token.tokenId);
      },
    }),
  });
}
