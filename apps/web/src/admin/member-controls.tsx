"use client";
import { Button, Dialog, StateIcon } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { Member } from "./members-tab";
import { ROLE_WORDS, rolesFor } from "./roles";

function useChange() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.admin.members.queryKey({ projectId }) });
  const setRole = useMutation(trpc.admin.setRole.mutationOptions({ onSettled }));
  const setDisabled = useMutation(trpc.admin.setDisabled.mutationOptions({ onSettled }));
  return { projectId, setRole, setDisabled };
}

/** A member's role, to change at once; what the server refuses is said beside it. */
export function MemberRole({ member }: { member: Member }) {
  const { role: mine } = useProject();
  const { projectId, setRole } = useChange();
  const may = member.kind === "human" && (mine === "owner" || member.role !== "owner");
  if (!may) return <span title={ROLE_WORDS[member.role]}>{member.role}</span>;
  const shown = setRole.isPending ? setRole.variables.role : member.role;
  return (
    <span className="row">
      <select
        className="input w-auto"
        aria-label={`Role of ${member.name}`}
        value={shown}
        disabled={setRole.isPending}
        onChange={(e) => {
          const role = rolesFor(mine).find((one) => one === e.target.value);
          if (role) setRole.mutate({ projectId, userId: member.userId, role });
        }}
      >
        {rolesFor(mine).map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </select>
      {setRole.error && (
        <span className="t12 text-fail" role="alert">
          {setRole.error.message}
        </span>
      )}
    </span>
  );
}

/** Switches an account off, after a question, or on again. */
export function MemberSwitch({ member }: { member: Member }) {
  const { me, role: mine } = useProject();
  const { projectId, setDisabled } = useChange();
  const [asking, setAsking] = useState(false);
  const { userId, name, disabled } = member;
  if (member.kind !== "human") return <span className="i3">{member.kind}</span>;
  const may = userId !== me.userId && (mine === "owner" || member.role !== "owner");
  const change = () => (setAsking(false), setDisabled.mutate({ projectId, userId, disabled: !disabled }));
  return (
    <span className="row">
      <span className="row g4">
        <StateIcon state={disabled ? "pause" : "ok"} /> {disabled ? "off" : "active"}
      </span>
      {may && (
        <Button size="xs" disabled={setDisabled.isPending} onClick={() => (disabled ? change() : setAsking(true))}>
          {disabled ? "Switch on" : "Switch off"}
          <span className="sr"> the account of {name}</span>
        </Button>
      )}
      {setDisabled.error && (
        <span className="t12 text-fail" role="alert">
          {setDisabled.error.message}
        </span>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Switch off the account of ${name}?`}
        about="Its sessions and tokens end within two seconds, in every project. It can be switched on again."
        footer={
          <Button tone="primary" onClick={change}>
            Switch it off
          </Button>
        }
      >
        <p className="t13 i2">What {name} has judged stays and counts.</p>
      </Dialog>
    </span>
  );
}
