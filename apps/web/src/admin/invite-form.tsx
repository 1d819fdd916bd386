"use client";
import { Button, Plus, Select, TextInput } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { MemberRole } from "@rlhf/domain";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { ROLE_WORDS, rolesFor } from "./roles";
import { Secret } from "./secret";

const DAYS = ["1", "7", "30"] as const;

/** Makes a link for one person. The secret stands behind the #, which browsers send to no server and write in no log. */
export function InviteForm() {
  const { role: mine } = useProject();
  const [role, setRole] = useState<MemberRole>("annotator");
  const [email, setEmail] = useState("");
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const invite = useInvite(() => setEmail(""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.make({ role, email: email.trim() || null, days: Number(days) });
  };
  return (
    <div className="flex flex-col gap-3">
      <form className="form-grid items-end" onSubmit={submit}>
        <Select
          label="Role"
          value={role}
          note={ROLE_WORDS[role]}
          options={rolesFor(mine).map((value) => ({ value, text: value }))}
          onChange={(next) => setRole(next)}
        />
        <TextInput
          label="Only for this address"
          value={email}
          placeholder="anyone with the link"
          note="optional"
          onChange={setEmail}
        />
        <Select
          label="Good for"
          value={days}
          options={DAYS.map((value) => ({ value, text: value === "1" ? "1 day" : `${value} days` }))}
          onChange={(next) => setDays(next)}
        />
        <Button
          type="submit"
          tone="primary"
          className="mb-5 justify-center"
          disabled={invite.busy}
          icon={<Plus className="i" aria-hidden />}
        >
          Make an invite link
        </Button>
      </form>
      {invite.wrong && (
        <p className="t13 text-fail" role="alert">
          No link was made. {invite.wrong}
        </p>
      )}
      {invite.link && (
        <>
          <Secret label="Invite link" text={invite.link} />
          <p className="t12 i3">Copy it now: it is not kept. Whoever opens it sets a name and a password.</p>
        </>
      )}
    </div>
  );
}

type Wanted = { role: MemberRole; email: string | null; days: number };

function useInvite(onMade: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const invite = useMutation(
    trpc.admin.invite.mutationOptions({
      onSuccess: () => {
        onMade();
        void queries.invalidateQueries({ queryKey: trpc.admin.invites.queryKey({ projectId }) });
      },
    }),
  );
  return {
    make: (wanted: Wanted) => invite.mutate({ projectId, ...wanted }),
    busy: invite.isPending,
    wrong: invite.error?.message ?? null,
    link: invite.data ? `${location.origin}/invite#token=${invite.data.token}` : null,
  };
}
