"use client";
import { Button, buttonClass, Card, count, StateIcon } from "@rlhf/ui";
import Link from "next/link";
import { countOf } from "./count-of";
import { ImportErrors } from "./import-errors";
import type { ImportReport } from "./import-report";

/** What became of the file: how many rows are new, how many were here before, and where they are now. */
export function ImportResult({ report, onAnother }: { report: ImportReport; onAnother(): void }) {
  const { rows, refused, duplicates, version } = report;
  return (
    <>
      <Card
        title="Imported"
        icon={<StateIcon state="ok" label="Done" />}
        note={version ? `version ${version}` : undefined}
      >
        <div className="body col gap-3" role="status">
          <p className="t16">{sentence(report)}</p>
          <p className="t13 i3">
            Read: {countOf(rows, "row")}
            {duplicates > 0 && `, and ${countOf(duplicates, "row")} that stood in the file already`}
            {refused > 0 && `; left out: ${count(refused)}`}. The same file again changes nothing.
          </p>
          <p className="row flex-wrap">
            <Link className={buttonClass({ tone: "primary" })} href={placeOf(report)}>
              {report.kind === "prompt" ? "See the prompts" : "See the rows"}
            </Link>
            <Button onClick={onAnother}>Import another file</Button>
          </p>
        </div>
      </Card>
      <ImportErrors report={report} />
    </>
  );
}

const placeOf = ({ kind, snapshotId }: ImportReport): string =>
  kind === "prompt" ? "/data" : snapshotId ? `/data/${snapshotId}` : "/data?tab=snapshots";

function sentence({ added, known }: ImportReport): string {
  const before = known ?? 0;
  if (added === 0) return `${countOf(before, "row")}, all known: nothing new came in.`;
  return `New: ${countOf(added ?? 0, "row")}. Known before: ${count(before)}.`;
}
