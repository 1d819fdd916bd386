"use client";
import { Button, choiceWords, Countdown, Toast, ToastStack, Undo2 } from "@rlhf/ui";
import { useEffect, useState } from "react";
import type { Given } from "./desk";

const GRACE_S = 5;

/** Says what was given and offers the way back for five seconds; the key works longer. */
export function UndoToast({ given, hint, onUndo }: { given: Given; hint: string | undefined; onUndo(): void }) {
  const [left, setLeft] = useState(GRACE_S);
  useEffect(() => {
    const timer = setInterval(() => setLeft(GRACE_S - (Date.now() - given.at) / 1000), 250);
    return () => clearInterval(timer);
  }, [given.at]);
  if (left <= 0 || !given.draft.choice) return null;
  const undo = (
    <>
      <Button size="sm" hint={hint} icon={<Undo2 className="i" aria-hidden />} onClick={onUndo}>
        Undo
      </Button>
      <span className="contents" aria-hidden="true">
        <Countdown left={left} of={GRACE_S} />
      </span>
    </>
  );
  return (
    <ToastStack>
      <Toast state="ok" action={undo}>
        <b className="b5">{choiceWords(given.draft.choice)}</b>
      </Toast>
    </ToastStack>
  );
}
