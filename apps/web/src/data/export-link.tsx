import { buttonClass, Download } from "@rlhf/ui";
import type { Snapshot } from "./origin";

/** The rows as TRL JSONL, streamed by the server. */
export function ExportLink({
  of,
  size = "xs",
}: {
  of: Pick<Snapshot, "id" | "datasetName" | "version">;
  size?: "xs" | "md";
}) {
  return (
    <a
      className={buttonClass({ size })}
      href={`/api/files/snapshot?snapshotId=${of.id}`}
      download={`${of.datasetName}-v${of.version}.jsonl`}
      aria-label={`Export ${of.datasetName} v${of.version} as TRL JSONL`}
    >
      <Download className="i" aria-hidden /> Export
    </a>
  );
}
