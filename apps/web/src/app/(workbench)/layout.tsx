import { Empty } from "@rlhf/ui";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { serverApi } from "../../server-api";
import { lastFirst, PROJECT_COOKIE } from "../../shell/last-project";
import type { Me } from "../../shell/project";
import { Shell } from "../../shell/shell";
import { ApiProvider } from "../../trpc";

export const dynamic = "force-dynamic";

export default async function WorkbenchLayout({ children }: { children: ReactNode }) {
  const me = await whoAmI();
  if (!me) redirect("/sign-in");
  if (me.projects.length === 0)
    return (
      <Empty title="You belong to no project">Ask the owner of a project for an invite link, then open it here.</Empty>
    );
  const projects = lastFirst(me.projects, (await cookies()).get(PROJECT_COOKIE)?.value);
  return (
    <ApiProvider>
      <Shell me={{ ...me, projects }}>{children}</Shell>
    </ApiProvider>
  );
}

/** Null for a stranger; asked before the procedure, because an error class does not survive two bundles. */
async function whoAmI(): Promise<Me | null> {
  const api = await serverApi();
  const sent = await headers();
  if (!(await api.actorOf(sent))) return null;
  return (await api.caller(sent)).projects.me();
}
