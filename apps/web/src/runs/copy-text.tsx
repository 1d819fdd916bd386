"use client";
import { useState } from "react";

/** The beginning of a long text that no one reads; pressing copies all of it. */
export function CopyText({ text, shown }: { text: string; shown: number }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button type="button" className="mono copy-text" title={`${text} · press to copy`} onClick={() => void copy()}>
      {copied ? "copied".padEnd(shown) : text.slice(0, shown)}
    </button>
  );
}
