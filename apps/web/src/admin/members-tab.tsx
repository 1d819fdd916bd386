"use client";
import { ago, Button, Card, count, Failure, Skeleton, Table, type Column } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@rlhf/api";
import { useProject } from "../shell/project";
import { useNow } from "../shell/use-now";
import { useTRPC } from "../trpc";
import { InvitesCard } from "./invites-card";
import { MemberRole, MemberSwitch } from "./member-controls";

export type Member = RouterOutputs["admin"]["members"]["members"][number];

/** Everyone in the project, and the invites on their way. */
export function MembersTab() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const now = useNow();
  const members = useQuery(trpc.admin.members.queryOptions({ projectId }));
  const columns: Column<Member>[] = [
    {
      key: "name",
      title: "Member",
      cell: (m) => (
        <>
          <div className="b5">{m.name}</div>
          <div className="t12 i3">{m.email ?? m.kind}</div>
        </>
      ),
    },
    { key: "role", title: "Role", cell: (m) => <MemberRole member={m} /> },
    { key: "judgments", title: "Judgments", right: true, cell: (m) => count(m.judgments) },
    {
      key: "last",
      title: "Last judged",
      right: true,
      cell: (m) =>
        m.lastJudgmentAt ? (
          <time dateTime={m.lastJudgmentAt.toISOString()} title={m.lastJudgmentAt.toLocaleString("en-GB")}>
            {ago(m.lastJudgmentAt, now)}
          </time>
        ) : (
          "never"
        ),
    },
    { key: "active", title: "Account", cell: (m) => <MemberSwitch member={m} /> },
  ];
  return (
    <div className="flex flex-col gap-4">
      <Card title="Members" note="a changed role counts from the next request on; the member signs in again">
        {members.isPending && <Skeleton lines={4} height={32} />}
        {members.error && !members.data && (
          <Failure
            title="The members could not be read"
            detail={members.error.message}
            action={<Button onClick={() => void members.refetch()}>Try again</Button>}
          />
        )}
        {members.data && (
          <Table label="Members" columns={columns} rows={members.data.members} rowKey={(m) => m.userId} />
        )}
      </Card>
      <InvitesCard />
    </div>
  );
}
