import type { Metadata } from "next";
import { headers } from "next/headers";
import { InviteScreen } from "../../account/invite-screen";
import { serverApi } from "../../server-api";

export const metadata: Metadata = { title: "Invite" };
export const dynamic = "force-dynamic";

/** Where an invite link leads: its secret stands behind the #, or as `?token=`. */
export default async function InvitePage({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const { token } = await searchParams;
  const actor = await (await serverApi()).actorOf(await headers());
  const me = actor && actor.token === null ? { name: actor.name, email: actor.email ?? "" } : null;
  return <InviteScreen token={typeof token === "string" ? token : null} me={me} />;
}
