"use client";
import { Button, buttonClass, Columns2, Key } from "@rlhf/ui";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { useKeys } from "../shell/use-keys";
import { withChoice, type ComparedPair } from "./compared-pair";

/** Swap, share, and the one thing that makes the verdict surer: judge. */
export function CompareActions({ pair }: { pair: ComparedPair }) {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams().toString();
  const [copied, setCopied] = useState(false);
  const swap = () =>
    router.replace(`${path}${withChoice(search, { candidate: pair.baselineId, baseline: pair.candidateId })}`);
  const share = () => {
    const choice = { candidate: pair.candidateId, baseline: pair.baselineId, judge: pair.judgeKind ?? null };
    const link = `${location.origin}${path}${withChoice(search, choice)}`;
    void navigator.clipboard.writeText(link).then(() => setCopied(true));
  };
  useKeys({ x: swap, y: share, j: () => router.push("/label") });
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
