"use client";
import { count } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { policyName } from "../policies/policy-name";
import { useTRPC } from "../trpc";
import { columnLetter } from "./column-letter";

type Props = { id: string; place: number; matched: string | null; onChange(id: string): void; remove: ReactNode };

/** One policy's letter and name; where its run wrote several checkpoints, a slider chooses among them. */
export function SampleColumnHead({ id, place, matched, onChange, remove }: Props) {
  const trpc = useTRPC();
  const shown = useQuery(trpc.policies.show.queryOptions({ policyVersionId: id }, { staleTime: 60_000 }));
  const { letter, side } = columnLetter(place);
  const { policy, checkpoints = [] } = shown.data ?? {};
  const at = checkpoints.findIndex((one) => one.id === id);
  return (
    <div>
      <p className="row min-h-6">
        <span className={`letter ${side}`}>{letter}</span>
        {policy ? (
          <Link className="t13 b5 hover:underline" href={`/policies/${id}`}>
            {policyName(policy)}
          </Link>
        ) : (
          <span className="t13 i3">{shown.error ? "unknown policy" : "…"}</span>
        )}
        {policy && policy.step !== null && <span className="t12 i3">step {count(policy.step)}</span>}
        <span className="end">{remove}</span>
      </p>
      {checkpoints.length > 1 && (
        <label className="row t12 i3">
          <span className="sr">Checkpoint of {letter}</span>
          <input
            type="range"
            className="grow"
            min={0}
            max={checkpoints.length - 1}
            value={Math.max(0, at)}
            aria-valuetext={`step ${checkpoints[at]?.step ?? "unknown"}`}
            onChange={(e) => onChange(checkpoints[Number(e.target.value)]?.id ?? id)}
          />
          {count(checkpoints.length)} checkpoints
        </label>
      )}
      {matched && <p className="t12 i2">{matched}</p>}
    </div>
  );
}
