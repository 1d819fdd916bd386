"use client";
import { Button, StateIcon } from "@rlhf/ui";
import { useState } from "react";
import type { InviteOffer } from "./invite-screen";
import { enterProject, Joined } from "./joined";
import { askAuth, postAuth } from "./post-auth";

/** For somebody who is signed in: one press, or out again to join as somebody else. */
export function JoinForm({ offer, me }: { offer: InviteOffer; me: { name: string; email: string } }) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const join = async () => {
    setBusy(true);
    const answered = await askAuth("/invite/join", { token: offer.token }, Joined);
    if ("data" in answered) return enterProject(answered.data, offer.role);
    setWrong(answered.wrong);
    setBusy(false);
  };
  const leave = async () => {
    await postAuth("/sign-out", {});
    location.assign(`/invite#token=${offer.token}`);
    location.reload();
  };
  return (
    <div className="flex flex-col gap-4">
      {wrong && (
        <p className="row t13" role="alert">
          <StateIcon state="fail" /> {wrong}
        </p>
      )}
      <Button tone="primary" className="justify-center" disabled={busy} onClick={() => void join()}>
        {busy ? "Joining" : `Join as ${me.name}`}
      </Button>
      <p className="t12 i3">
        You are signed in as {me.email}.{" "}
        <button type="button" className="cursor-pointer underline" onClick={() => void leave()}>
          Sign out and join as somebody else
        </button>
      </p>
    </div>
  );
}
