"use client";
import { IconButton, X } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { policyName } from "../policies/policy-name";
import { SampleColumnHead } from "./sample-column-head";

const MOST = 6;

type Props = {
  columns: readonly string[];
  onChange(columns: readonly string[]): void;
  matched: readonly string[] | null;
};

/** The policies side by side, each with a slider over the checkpoints of its run; more are added here. */
export function SampleColumns({ columns, onChange, matched }: Props) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const policies = useQuery(trpc.policies.list.queryOptions({ projectId, newestOfRun: true }));
  const others = (policies.data?.policies ?? []).filter((one) => !columns.includes(one.id) && one.generations > 0);
  const replace = (at: number, id: string) => onChange(columns.map((old, i) => (i === at ? id : old)));
  return (
    <div className="side-by-side heads">
      <div className="t12 i3">
        Prompt
        {columns.length < MOST && others.length > 0 && (
          <label className="block pt-1">
            <span className="sr">Add a policy</span>
            <select
              className="input t12 w-full"
              value=""
              onChange={(e) => e.target.value && onChange([...columns, e.target.value])}
            >
              <option value="">Add a policy…</option>
              {others.map((one) => (
                <option key={one.id} value={one.id}>
                  {policyName(one)}
                  {one.step === null ? "" : `, step ${one.step}`}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {columns.map((id, i) => (
        <SampleColumnHead
          key={i}
          {...{ id, place: i }}
          matched={matched?.[i] ?? null}
          onChange={(next) => replace(i, next)}
          remove={
            i > 1 && (
              <IconButton label="Take this policy out" small onClick={() => onChange(columns.toSpliced(i, 1))}>
                <X className="i" aria-hidden />
              </IconButton>
            )
          }
        />
      ))}
      <div className="t12 i3 judges">Judgments</div>
    </div>
  );
}
