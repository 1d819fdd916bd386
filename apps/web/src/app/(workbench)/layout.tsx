import { Empty } from "@rlhf/ui";
import { TRPCError } from "@trpc/server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { serverApi } from "../../server-api";
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
  return (
    <ApiProvider>
      <Shell me={me}>{children}</Shell>
    </ApiProvider>
  );
}

async function whoAmI(): Promise<Me | null> {
  const caller = await (await serverApi()).caller(await headers());
  try {
    return await caller.projects.me();
  } catch (error) {
    if (error instanceof TRPCError && error.code === "UNAUTHORIZED") return null;
    throw error;
  }
}
