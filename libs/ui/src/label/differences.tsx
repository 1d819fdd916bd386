"use client";
import { lazy, Suspense } from "react";

const Marked = lazy(() => import("./marked-differences"));

/** A text with the words marked that `other` lacks; the comparison is fetched when it is first needed. */
export function Differences({ text, other }: { text: string; other: string }) {
  return (
    <div className="text plain">
      <Suspense fallback={text}>
        <Marked text={text} other={other} />
      </Suspense>
    </div>
  );
}
