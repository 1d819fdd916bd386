"use client";
import * as Tooltip from "radix-ui/tooltip";
import type { ReactNode } from "react";
import { GLOSSARY, type GlossaryWord } from "./glossary";

/** A word of the field; hover, focus or tap shows its definition. */
export function Term({ word, children }: { word: GlossaryWord; children?: ReactNode }) {
  return (
    <Hint text={GLOSSARY[word]}>
      <button type="button" className="term">
        {children ?? word}
      </button>
    </Hint>
  );
}

/** Shows a sentence beside the focused or hovered control inside it. */
export function Hint({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={200}>
      <Tooltip.Root>
        <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content className="hint" sideOffset={6} collisionPadding={8}>
            {text}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  );
}
