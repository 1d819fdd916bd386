"use client";
import { ChevronRight } from "@rlhf/ui";
import Link from "next/link";
import { useState } from "react";
import { useAddress } from "../shell/use-address";
import { kindFrom, NEW_KINDS } from "./kinds";
import { NewRunForm } from "./new-run-form";
import { FIRST_BASICS } from "./use-new-run";

/** A new run of the kind that the address names: what it is made of, then its settings. */
export function NewRunScreen() {
  const [search] = useAddress();
  const [basics, setBasics] = useState(FIRST_BASICS);
  const kind = kindFrom(search.get("kind"));
  const fromId = search.get("from");
  const policy = search.get("policyVersionId");
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/runs">Runs</Link>
        <ChevronRight className="i" aria-hidden />
        <span>new</span>
      </nav>
      <div className="head">
        <h1>New run</h1>
        <span className="t13 i3">{NEW_KINDS.find((one) => one.value === kind)?.about}</span>
      </div>
      <nav className="row flex-wrap mb-4" aria-label="Kind of run">
        {NEW_KINDS.map(({ value, text }) => (
          <Link
            key={value}
            className={value === kind ? "chip on" : "chip"}
            href={`/runs/new?kind=${value}`}
            aria-current={value === kind ? "page" : undefined}
            replace
          >
            {text}
          </Link>
        ))}
      </nav>
      <NewRunForm
        key={`${kind} ${fromId}`}
        kind={kind}
        fromId={fromId}
        basics={basics}
        onBasics={setBasics}
        given={policy === null ? {} : { policyVersionId: policy }}
      />
    </main>
  );
}
