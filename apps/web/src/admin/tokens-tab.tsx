"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ago, Button, Card, Empty, Failure, Skeleton, Table, type Column } from "@rlhf/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useNow } from "../shell/use-now";
import { useTRPC } from "../trpc";
import { TokenForm } from "./token-form";

type Token = RouterOutputs["admin"]["tokens"]["tokens"][number];

/** What scripts sign in with: each acts for its maker in this project, within its scopes. */
export function TokensTab() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const now = useNow();
  const tokens = useQuery(trpc.admin.tokens.queryOptions({ projectId }, { refetchInterval: 10_000 }));
  const columns: Column<Token>[] = [
    {
      key: "name",
      title: "Token",
      cell: (t) => (
        <>
          <div className="b5">{t.name}</div>
          <div className="t12 i3 mono">{t.prefix}…</div>
        </>
      ),
    },
    { key: "scopes", title: "May", cell: (t) => t.scopes.join(", ") },
    { key: "user", title: "Acts for", cell: (t) => t.userName },
    { key: "used", title: "Last used", cell: (t) => (t.lastUsedAt ? ago(t.lastUsedAt, now) : "never") },
    { key: "state", title: "State", cell: (t) => tokenState(t, now) },
    { key: "act", title: <span className="sr">Actions</span>, right: true, cell: (t) => <Revoke token={t} /> },
  ];
  return (
    <Card title="API tokens" note="for scripts: Authorization: Bearer …; only a hash is kept">
      <div className="body">
        <TokenForm />
      </div>
      {tokens.isPending && <Skeleton lines={2} height={32} />}
      {tokens.error && !tokens.data && <Failure title="The tokens could not be read" detail={tokens.error.message} />}
      {tokens.data?.tokens.length === 0 && (
        <Empty title="No tokens">A token lets a script read, label or write without a browser.</Empty>
      )}
      {tokens.data && tokens.data.tokens.length > 0 && (
        <Table label="API tokens" columns={columns} rows={tokens.data.tokens} rowKey={(t) => t.id} />
      )}
    </Card>
  );
}

function tokenState(token: Token, now: Date): string {
  if (token.revokedAt) return `revoked ${ago(token.revokedAt, now)}`;
  if (token.expiresAt === null) return "good without end";
  return token.expiresAt > now ? `ends ${ago(token.expiresAt, now)}` : "expired";
}

function Revoke({ token }: { token: Token }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.admin.tokens.queryKey({ projectId }) });
  const revoke = useMutation(trpc.admin.revokeToken.mutationOptions({ onSettled }));
  if (token.revokedAt) return null;
  return (
    <Button size="xs" disabled={revoke.isPending} onClick={() => revoke.mutate({ projectId, id: token.id })}>
      {revoke.error ? "Try again" : "Revoke"}
      <span className="sr"> {token.name}</span>
    </Button>
  );
}
