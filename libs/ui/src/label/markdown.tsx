"use client";
import type { ReactNode } from "react";
import ReactMarkdown from "react-markdown";

/** Text with Markdown formatting. Raw HTML stays text and pictures are left out: an answer must not reach the network. */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className="md">
      <ReactMarkdown disallowedElements={["img"]} unwrapDisallowed components={{ pre: Code }}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

/** A block of code; wide ones scroll, by keyboard too. */
function Code({ children }: { children?: ReactNode }) {
  return <pre tabIndex={0}>{children}</pre>;
}
