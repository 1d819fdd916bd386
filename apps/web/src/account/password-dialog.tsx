"use client";
import { Button, Dialog, StateIcon } from "@rlhf/ui";
import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { PasswordField } from "./password-field";
import { postAuth } from "./post-auth";

/** Another password, or the first one of somebody who came by link. Every other session of the account ends. */
export function PasswordDialog(props: { open: boolean; onClose(): void; hasPassword: boolean }) {
  const { open, onClose, hasPassword } = props;
  const router = useRouter();
  const [state, setState] = useState<{ busy: boolean; wrong: string | null; done: boolean }>(FRESH);
  const close = () => (setState(FRESH), onClose());
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (form.get("password") !== form.get("again"))
      return setState({ ...FRESH, wrong: "The new password was typed in two different ways." });
    setState({ ...FRESH, busy: true });
    const body = { current: hasPassword ? form.get("current") : null, password: form.get("password") };
    const wrong = await postAuth("/password/change", body);
    setState({ busy: false, wrong, done: wrong === null });
    if (wrong === null) router.refresh();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={hasPassword ? "Change password" : "Set a password"}
      about="You stay signed in here. Every other session of your account ends."
    >
      {state.done && (
        <p className="row t13" role="status">
          <StateIcon state="ok" /> Your password is changed.
        </p>
      )}
      {!state.done && (
        <form className="flex flex-col gap-3" onSubmit={(e) => void submit(e)}>
          {hasPassword && <PasswordField label="Present password" name="current" />}
          <PasswordField label="New password" name="password" fresh note="10 characters or more" />
          <PasswordField label="New password again" name="again" fresh />
          {state.wrong && (
            <p className="row t13" role="alert">
              <StateIcon state="fail" /> {state.wrong}
            </p>
          )}
          <Button type="submit" tone="primary" hint="Enter" className="self-start" disabled={state.busy}>
            {state.busy ? "Saving" : "Save the password"}
          </Button>
        </form>
      )}
    </Dialog>
  );
}

const FRESH = { busy: false, wrong: null, done: false };
