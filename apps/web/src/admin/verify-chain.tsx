"use client";
import { Button, count, StateIcon } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

/** Recomputes every hash of the log when it is asked to, and names the first row that does not fit. */
export function VerifyChain() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const check = useQuery(trpc.admin.verifyAudit.queryOptions({ projectId }, { enabled: false, staleTime: Infinity }));
  const found = check.isFetching ? null : check.data;
  return (
    <>
      <span className="row t13" role="status">
        {check.error && !check.isFetching && (
          <>
            <StateIcon state="warn" /> not checked: {check.error.message}
          </>
        )}
        {found && found.firstBreak === null && (
          <>
            <StateIcon state="ok" /> all {count(found.rows)} rows fit
          </>
        )}
        {found && found.firstBreak !== null && (
          <>
            <StateIcon state="fail" /> row {found.firstBreak} was changed, or one before it is gone
          </>
        )}
      </span>
      <Button size="xs" disabled={check.isFetching} onClick={() => void check.refetch()}>
        {check.isFetching ? "Checking" : "Verify the chain"}
      </Button>
    </>
  );
}
