"use client";
import { Button, CheckBox, Plus, Select, TextInput } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RouterInputs } from "@rlhf/api";
import { useState, type FormEvent } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { Secret } from "./secret";

type Scope = RouterInputs["admin"]["createToken"]["scopes"][number];
const SCOPES: Record<Scope, string> = {
  read: "read runs, policies, results",
  label: "label, as an annotator does",
  write: "start runs, make batches, import, export",
  admin: "members, invites, tokens, audit log",
};
const ALL: readonly Scope[] = ["read", "label", "write", "admin"];
const ENDS = { "30": "30 days", "90": "90 days", "365": "a year", never: "without end" } as const;

/** Makes a token; it stands here once, until the page is left. */
export function TokenForm() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { projectId } = useProject();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const [ends, setEnds] = useState<keyof typeof ENDS>("90");
  const create = useMutation(trpc.admin.createToken.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { projectId, name, scopes: [...scopes], days: ends === "never" ? null : Number(ends) },
      {
        onSuccess: () => {
          setName("");
          void queries.invalidateQueries({ queryKey: trpc.admin.tokens.queryKey({ projectId }) });
        },
      },
    );
  };
  return (
    <div className="flex flex-col gap-3">
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <div className="form-grid">
          <TextInput label="Name" value={name} maxLength={100} placeholder="nightly export" onChange={setName} />
          <Select
            label="Good for"
            value={ends}
            options={(["30", "90", "365", "never"] as const).map((value) => ({ value, text: ENDS[value] }))}
            onChange={(next) => setEnds(next)}
          />
        </div>
        <Scopes scopes={scopes} onChange={setScopes} />
        <Button
          type="submit"
          tone="primary"
          className="self-start"
          disabled={create.isPending || name.trim() === "" || scopes.length === 0}
          icon={<Plus className="i" aria-hidden />}
        >
          Make a token
        </Button>
      </form>
      {create.error && (
        <p className="t13 text-fail" role="alert">
          No token was made. {create.error.message}
        </p>
      )}
      {create.data && (
        <>
          <Secret label="New token" text={create.data.token} />
          <p className="t12 i3">Copy it now: it is shown once and kept as a hash only.</p>
        </>
      )}
    </div>
  );
}

function Scopes({ scopes, onChange }: { scopes: readonly Scope[]; onChange(scopes: readonly Scope[]): void }) {
  const toggle = (scope: Scope, on: boolean) => onChange(ALL.filter((s) => (s === scope ? on : scopes.includes(s))));
  return (
    <fieldset className="row flex-wrap border-0">
      <legend className="t13 b5 mb-1">May</legend>
      {ALL.map((scope) => (
        <CheckBox
          key={scope}
          label={`${scope}: ${SCOPES[scope]}`}
          checked={scopes.includes(scope)}
          onChange={(on) => toggle(scope, on)}
        >
          <b className="b5">{scope}</b> <span className="i3">{SCOPES[scope]}</span>
        </CheckBox>
      ))}
    </fieldset>
  );
}
