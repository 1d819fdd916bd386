"use client";
import { Button, StateIcon } from "@rlhf/ui";
import { useState, type FormEvent } from "react";
import type { InviteOffer } from "./invite-screen";
import { enterProject, Joined } from "./joined";
import { PasswordField } from "./password-field";
import { askAuth } from "./post-auth";

/** Name, address and password of somebody who has no account yet. */
export function InviteForm({ offer }: { offer: InviteOffer }) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [name, email, password] = ["name", "email", "password"].map((key) => form.get(key));
    setBusy(true);
    const answered = await askAuth("/invite/accept", { token: offer.token, name, email, password }, Joined);
    if ("data" in answered) return enterProject(answered.data, offer.role);
    setWrong(answered.wrong);
    setBusy(false);
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={(e) => void submit(e)}>
      {wrong && (
        <p className="row t13" role="alert">
          <StateIcon state="fail" /> {wrong}
        </p>
      )}
      <label className="t13 flex flex-col gap-1">
        Your name
        <input className="input" name="name" autoComplete="name" maxLength={100} required />
      </label>
      <label className="t13 flex flex-col gap-1">
        Email
        <input
          className="input"
          name="email"
          type="email"
          autoComplete="username"
          maxLength={200}
          defaultValue={offer.email ?? ""}
          readOnly={offer.email !== null}
          required
        />
        {offer.email !== null && <span className="t12 i3">the invite is for this address only</span>}
      </label>
      <PasswordField label="Password" name="password" fresh note="10 characters or more" />
      <Button type="submit" tone="primary" hint="Enter" className="justify-center" disabled={busy}>
        {busy ? "Joining" : "Join"}
      </Button>
    </form>
  );
}
