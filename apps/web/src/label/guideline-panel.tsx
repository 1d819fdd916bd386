"use client";
import { Button, Failure, Formatted, IconButton, Skeleton, X } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

/** The guidelines that hold for the pair, beside it; on a phone they are a page of their own. */
export function GuidelinePanel({ version, onClose }: { version: number | null; onClose(): void }) {
  return (
    <aside className="drawer no-phone" aria-label="Guidelines">
      <header className="row">
        <h2>Guidelines</h2>
        <IconButton label="Close guidelines" hint="G" small className="end" onClick={onClose}>
          <X className="i" aria-hidden />
        </IconButton>
      </header>
      <GuidelineText key={version} version={version ?? undefined} />
    </aside>
  );
}

/** The version asked for, else the newest; older ones stay readable, because answers are pinned to them. */
export function GuidelineText({ version }: { version?: number }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const [chosen, setChosen] = useState(version);
  const { data, error, refetch } = useQuery({
    ...trpc.label.guideline.queryOptions({ projectId, version: chosen }),
    placeholderData: keepPreviousData,
  });
  if (error)
    return (
      <Failure
        title="The guidelines did not come"
        detail={error.message}
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      />
    );
  if (!data) return <Skeleton lines={8} />;
  return (
    <>
      <span className="row g4 t12 i2 flex-wrap">
        {data.versions.length > 1 ? (
          <label className="row g4">
            Version
            <select className="input w-auto" value={data.version} onChange={(e) => setChosen(Number(e.target.value))}>
              {data.versions.toReversed().map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <span className="tag">version {data.version}</span>
        )}
        {version === data.version && <span>holds for this pair</span>}
        {data.version < Math.max(...data.versions) && <span>version {Math.max(...data.versions)} is the newest</span>}
      </span>
      <Formatted text={data.bodyMd} />
    </>
  );
}
