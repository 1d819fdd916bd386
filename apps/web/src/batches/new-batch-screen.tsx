"use client";
import { Button, Card, ChevronRight } from "@rlhf/ui";
import Link from "next/link";
import { GuidelineFields } from "./guideline-fields";
import { NameField } from "./name-field";
import { PairFields } from "./pair-fields";
import { PlanCard } from "./plan-card";
import { PolicyPicker } from "./policy-picker";
import { RuleFields } from "./rule-fields";
import { useNewBatch } from "./use-new-batch";

/** A batch in four questions: which policies, on which prompts, by which rules, told what. */
export function NewBatchScreen() {
  const form = useNewBatch();
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/batches">Batches</Link>
        <ChevronRight className="i" aria-hidden />
        <span>New</span>
      </nav>
      <div className="head">
        <h1>New batch</h1>
      </div>
      <form
        className="form-and-plan"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <div className="stack">
          <NameField form={form} />
          <PolicyPicker form={form} />
          <PairFields form={form} />
          <RuleFields form={form} />
          <GuidelineFields form={form} />
        </div>
        <div className="plan">
          <PlanCard form={form} />
          <Card>
            <div className="body col gap-2 pt-4">
              <Button type="submit" tone="primary" disabled={form.busy} className="justify-center">
                {form.draft.paused ? "Make it, paused" : "Make it and open it"}
              </Button>
              <p className={form.wrong ? "t13 text-fail" : "t12 i3"} role={form.wrong ? "alert" : undefined}>
                {form.wrong ?? "People are served its pairs at once; it can be paused."}
              </p>
            </div>
          </Card>
        </div>
      </form>
    </main>
  );
}
