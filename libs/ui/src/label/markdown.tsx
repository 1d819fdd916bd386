"use client";
import ReactMarkdown from "react-markdown";

/** Text with Markdown formatting. Raw HTML stays text and pictures are left out: an answer must not reach the network. */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className="md">
      <ReactMarkdown disallowedElements={["img"]} unwrapDisallowed>
        {text}
      </ReactMarkdown>
    </div>
  );
}
