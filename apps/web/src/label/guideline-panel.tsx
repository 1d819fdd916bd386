"use client";
import { Failure, Formatted, IconButton, Skeleton, X } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

/** The project's guidelines beside the pair; on a phone they are a page of their own. */
export function GuidelinePanel({ onClose }: { onClose(): void }) {
  return (
    <aside className="drawer no-phone" aria-label="Guidelines">
      <header className="row">
        <h2>Guidelines</h2>
        <IconButton label="Close guidelines" hint="G" small className="end" onClick={onClose}>
          <X className="i" aria-hidden />
        </IconButton>
      </header>
      <GuidelineText />
    </aside>
  );
}

/** The newest guideline, or the version asked for. */
export function GuidelineText({ version }: { version?: number }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.label.guideline.queryOptions({ projectId, version }));
  if (error) return <Failure title="The guidelines did not come" detail={error.message} />;
  if (!data) return <Skeleton lines={8} />;
  return (
    <>
      <span className="tag self-start">version {data.version}</span>
      <Formatted text={data.bodyMd} />
    </>
  );
}
