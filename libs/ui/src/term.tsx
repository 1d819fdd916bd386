"use client";
import { cloneElement, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { GLOSSARY, type GlossaryWord } from "./glossary";

const OPEN_MS = 200; // passing over shows nothing
const CLOSE_MS = 150; // time to move the pointer onto the sentence

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

/** Shows a sentence beside the focused or hovered control inside it; Esc hides it, and the pointer may rest on it (WCAG 1.4.13). */
export function Hint({ text, children }: { text: ReactNode; children: ReactElement<{ "aria-describedby"?: string }> }) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const soon = useRef(0);
  const show = (on: boolean, ms: number) => {
    clearTimeout(soon.current);
    soon.current = window.setTimeout(() => setOpen(on), ms);
  };
  useEffect(() => () => clearTimeout(soon.current), []);
  return (
    <span
      ref={anchor}
      className="contents"
      onPointerEnter={() => show(true, OPEN_MS)}
      onPointerLeave={() => show(false, CLOSE_MS)}
      onFocus={() => show(true, 0)}
      onBlur={() => show(false, 0)}
      onClick={() => show(true, 0)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        show(false, 0);
      }}
    >
      {cloneElement(children, open ? { "aria-describedby": id } : {})}
      {open && (
        <Bubble id={id} anchor={anchor}>
          {text}
        </Bubble>
      )}
    </span>
  );
}

type BubbleProps = { id: string; anchor: { current: HTMLElement | null }; children: ReactNode };

/** In the browser's top layer, so nothing cuts it; under the control, or above where there is no room. */
function Bubble({ id, anchor, children }: BubbleProps) {
  const bubble = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const control = anchor.current?.firstElementChild;
    if (bubble.current && control) stand(bubble.current, control);
  }, [anchor]);
  return (
    <span ref={bubble} id={id} role="tooltip" popover="manual" className="hint">
      {children}
    </span>
  );
}

function stand(bubble: HTMLElement, control: Element): void {
  bubble.showPopover();
  const at = control.getBoundingClientRect();
  const { width, height } = bubble.getBoundingClientRect();
  const below = at.bottom + 6 + height < innerHeight;
  bubble.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - 8))}px`;
  bubble.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - 6 - height)}px`;
}
