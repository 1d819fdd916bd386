"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ago, Button, Card, Empty, Failure, Skeleton, Table, type Column } from "@rlhf/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useNow } from "../shell/use-now";
import { useTRPC } from "../trpc";
import { InviteForm } from "./invite-form";

type Invite = RouterOutputs["admin"]["invites"]["invites"][number];

/** Links that let one person in each: those that wait, and what became of the others. */
export function InvitesCard() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const now = useNow();
  const invites = useQuery(trpc.admin.invites.queryOptions({ projectId }));
  const columns: Column<Invite>[] = [
    { key: "role", title: "Role", cell: (i) => i.role },
    { key: "email", title: "For", cell: (i) => i.email ?? <span className="i3">whoever has the link</span> },
    {
      key: "made",
      title: "Made",
      cell: (i) => <time title={i.createdAt.toLocaleString("en-GB")}>{ago(i.createdAt, now)}</time>,
    },
    { key: "state", title: "State", cell: (i) => inviteState(i, now) },
    { key: "act", title: <span className="sr">Actions</span>, right: true, cell: (i) => <Revoke invite={i} /> },
  ];
  return (
    <Card title="Invites" note="a link works once; its secret is shown when it is made and never again">
      <div className="body">
        <InviteForm />
      </div>
      {invites.isPending && <Skeleton lines={2} height={24} />}
      {invites.error && !invites.data && (
        <Failure title="The invites could not be read" detail={invites.error.message} />
      )}
      {invites.data?.invites.length === 0 && <Empty title="Nobody is invited">Make a link above and send it.</Empty>}
      {invites.data && invites.data.invites.length > 0 && (
        <Table label="Invites" columns={columns} rows={invites.data.invites} rowKey={(i) => i.id} />
      )}
    </Card>
  );
}

const waits = (invite: Invite, now: Date): boolean =>
  invite.usedAt === null && invite.revokedAt === null && invite.expiresAt > now;

function inviteState(invite: Invite, now: Date): string {
  if (invite.usedAt) return `used ${ago(invite.usedAt, now)}`;
  if (invite.revokedAt) return "taken back";
  return waits(invite, now) ? `waits, ends ${ago(invite.expiresAt, now)}` : "too old";
}

function Revoke({ invite }: { invite: Invite }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.admin.invites.queryKey({ projectId }) });
  const revoke = useMutation(trpc.admin.revokeInvite.mutationOptions({ onSettled }));
  if (!waits(invite, new Date())) return null;
  return (
    <Button size="xs" disabled={revoke.isPending} onClick={() => revoke.mutate({ projectId, id: invite.id })}>
      {revoke.error ? "Try again" : "Take back"}
    </Button>
  );
}
