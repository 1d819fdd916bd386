"use client";
import { Button, buttonClass, Card, count, StateIcon } from "@rlhf/ui";
import Link from "next/link";
import { ImportErrors } from "./import-errors";
import type { ImportReport } from "./import-report";

/** What became of the file: how many rows are new, how many were here before, and where they are now. */
export function ImportResult({ report, onAnother }: { report: ImportReport; onAnother(): void }) {
  const { added, known, rows, refused, duplicates, version } = report;
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
            {count(rows)} rows were read{duplicates > 0 && `, ${count(duplicates)} more stood in the file twice`}
            {refused > 0 && `, ${count(refused)} were left out`}. The same file again changes nothing.
          </p>
          <p className="row flex-wrap">
            <Link className={buttonClass({ tone: "primary" })} href={placeOf(report)}>
              {report.kind === "prompt" ? "See the prompts" : "See the rows"}
            </Link>
            <Button onClick={onAnother}>Import another file</Button>
          </p>
          <p className="sr">{`${added ?? 0} new, ${known ?? 0} known`}</p>
        </div>
      </Card>
      <ImportErrors report={report} />
    </>
  );
}

const placeOf = ({ kind, snapshotId }: ImportReport): string =>
  kind === "prompt" ? "/data" : snapshotId ? `/data/${snapshotId}` : "/data?tab=snapshots";

function sentence({ added, known }: ImportReport): string {
  if (added === 0) return `All ${count(known ?? 0)} rows were known: nothing new came in.`;
  return `${count(added ?? 0)} rows are new${known ? `, ${count(known)} were known` : ""}.`;
}
