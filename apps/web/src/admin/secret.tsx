"use client";
import { Button, Copy } from "@rlhf/ui";
import { useState } from "react";

/** Something that is shown once: the text, and a button that copies it. */
export function Secret({ label, text }: { label: string; text: string }) {
  const [said, say] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => say("Copied"),
      () => say("Select it and copy it by hand"), // a browser that asks, or a page without https
    );
  return (
    <div className="secret" role="group" aria-label={label}>
      <code>{text}</code>
      <span className="t12 i3" role="status">
        {said}
      </span>
      <Button size="sm" icon={<Copy className="i" aria-hidden />} onClick={() => void copy()}>
        Copy
      </Button>
    </div>
  );
}
