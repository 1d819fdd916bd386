"use client";
import { Button, buttonClass, Columns2, Key } from "@rlhf/ui";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { usePageKey } from "../shell/use-page-key";
import { withChoice, type ComparedPair } from "./compared-pair";

/** Swap, share, and the one thing that makes the verdict surer: judge. */
export function CompareActions({ pair }: { pair: ComparedPair }) {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams().toString();
  const [copied, setCopied] = useState(false);
  const swap = useCallback(
    () => router.replace(`${path}${withChoice(search, { candidate: pair.baselineId, baseline: pair.candidateId })}`),
    [router, path, search, pair],
  );
  const share = useCallback(() => {
    const choice = { candidate: pair.candidateId, baseline: pair.baselineId, judge: pair.judgeKind ?? null };
    const link = `${location.origin}${path}${withChoice(search, choice)}`;
    void navigator.clipboard.writeText(link).then(() => setCopied(true));
  }, [path, search, pair]);
  usePageKey("j", "/label");
  useKeys(swap, share);
  return (
    <span className="row end">
      <Button onClick={swap} hint="X" aria-keyshortcuts="X">
        Swap
      </Button>
      <Button onClick={share} hint="Y" aria-keyshortcuts="Y">
        <span role="status">{copied ? "Copied" : "Share"}</span>
      </Button>
      <Link className={buttonClass({ tone: "primary" })} href="/label" aria-keyshortcuts="J">
        <Columns2 className="i" aria-hidden /> Judge pairs <Key>J</Key>
      </Link>
    </span>
  );
}

function useKeys(swap: () => void, share: () => void): void {
  useEffect(() => {
    let after = 0;
    const onKey = (event: KeyboardEvent) => {
      const free = event.target === document.body && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (free && Date.now() - after > 1_000) {
        if (event.key === "x") swap();
        if (event.key === "y") share();
      }
      after = event.key === "g" ? Date.now() : 0; // then the letter is the shell's
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [swap, share]);
}
