"use client";
import { Button, StateIcon } from "@rlhf/ui";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { postAuth } from "../../account/post-auth";
import { BrandMark } from "../../shell/brand-mark";

/** Signs in with the one-time link that `npm start` printed, or with email and password. */
export function SignInForm({ token, to }: { token: string | null; to: string }) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(token !== null);
  const used = useRef(false);
  useEffect(() => {
    const given = token ?? new URLSearchParams(location.hash.slice(1)).get("token");
    if (!given || used.current) return;
    used.current = true; // a link works once, and effects run twice in development
    history.replaceState(null, "", "/sign-in"); // the token must not stay in the address
    void postAuth("/sign-in/link", { token: given }).then((wrong) => {
      if (wrong === null) return location.assign(to);
      setError(`${wrong} Start again with “npm start” for a new link.`);
      setBusy(false);
    });
  }, [token, to]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const wrong = await postAuth("/sign-in/email", { email: form.get("email"), password: form.get("password") });
    if (wrong === null) return location.assign(to);
    setError(wrong);
    setBusy(false);
  };
  return (
    <main className="flex min-h-screen items-center justify-center p-4">
      <form className="card flex w-full max-w-90 flex-col gap-4 p-6" onSubmit={(e) => void submit(e)}>
        <div className="row b6">
          <BrandMark /> Workbench
        </div>
        <h1>Sign in</h1>
        {error && (
          <p className="row t13" role="alert">
            <StateIcon state="fail" /> {error}
          </p>
        )}
        <label className="t13 flex flex-col gap-1">
          Email
          <input className="input" name="email" type="email" autoComplete="username" required />
        </label>
        <label className="t13 flex flex-col gap-1">
          Password
          <input className="input" name="password" type="password" autoComplete="current-password" required />
        </label>
        <Button type="submit" tone="primary" hint="Enter" disabled={busy} className="justify-center">
          {busy ? "Signing in" : "Sign in"}
        </Button>
        <div className="t12 i3 flex flex-col gap-1">
          <p>
            First time on this machine? Open the link that “npm start” printed in its terminal: it signs you in once,
            without a password. You can set one afterwards, in the menu of your account.
          </p>
          <p>
            Invited? Open your invite link again. Password lost? “npm run rlhf -- admin reset-password” on the machine.
          </p>
        </div>
      </form>
    </main>
  );
}
