"use client";
import { lazy, Suspense } from "react";

const Markdown = lazy(() => import("./markdown"));

/** Formatted text; the formatter is fetched when it is first needed, and the plain text stands until then. */
export function Formatted({ text }: { text: string }) {
  return (
    <Suspense fallback={<div className="whitespace-pre-wrap">{text}</div>}>
      <Markdown text={text} />
    </Suspense>
  );
}
