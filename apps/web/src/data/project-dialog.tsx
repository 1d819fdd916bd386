"use client";
import { Button, Dialog, TextInput } from "@rlhf/ui";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTRPC } from "../trpc";
import { slugOf } from "./address";

const SLUG = /^[a-z0-9][a-z0-9-]{0,60}$/;

/** A new project: its own prompts, batches, policies and people. */
export function ProjectDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const [typed, setTyped] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const slug = typed ?? slugOf(name);
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      onSuccess: () => location.assign(`/data?project=${slug}`), // anew, because the shell knows my projects from its start
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() && SLUG.test(slug)) create.mutate({ name: name.trim(), slug });
  };
  const taken = create.error?.message ?? null;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="New project"
      about="Its own prompts, batches, policies and people. You will be its owner."
      footer={
        <Button type="submit" form="new-project" tone="primary" disabled={create.isPending || create.isSuccess}>
          Create the project
        </Button>
      }
    >
      <form id="new-project" className="col gap-2" onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          value={name}
          onChange={setName}
          maxLength={100}
          error={tried && !name.trim() ? "expected a name" : null}
        />
        <TextInput
          label="Short name"
          about="Stands in addresses: ?project=short-name. It never changes."
          mono
          value={slug}
          onChange={setTyped}
          maxLength={61}
          note="small letters, digits and -"
          error={tried && !SLUG.test(slug) ? "expected small letters, digits and -, a letter or digit first" : taken}
        />
      </form>
    </Dialog>
  );
}
