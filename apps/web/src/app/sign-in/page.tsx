import type { Metadata } from "next";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ token?: string; to?: string }> }) {
  const { token, to } = await searchParams;
  return <SignInForm token={token ?? null} to={localPath(to)} />;
}

/** Only a path of this site; anything else leads home. */
const localPath = (to: string | undefined): string => (to && /^\/(?![/\\])/.test(to) ? to : "/");
