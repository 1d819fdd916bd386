"use client";
import { Button, Card, TextInput } from "@rlhf/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

/** The project's name. Its slug stays: it stands in addresses. */
export function ProjectTab() {
  const { projectId, name, me } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const [text, setText] = useState(name);
  const rename = useMutation(trpc.projects.rename.mutationOptions({ onSuccess: () => router.refresh() }));
  const slug = me.projects.find((one) => one.projectId === projectId)?.slug ?? "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ projectId, name: text });
  };
  return (
    <form className="max-w-160" onSubmit={submit}>
      <Card title="Project">
        <div className="body flex flex-col gap-3">
          <TextInput
            label="Name"
            value={text}
            maxLength={100}
            error={rename.error?.message}
            note={rename.isSuccess ? "Saved ✓" : `in addresses it is ${slug}, whatever its name`}
            onChange={setText}
          />
          <Button
            type="submit"
            tone="primary"
            className="self-start"
            disabled={rename.isPending || text.trim() === "" || text.trim() === name}
          >
            Rename
          </Button>
        </div>
      </Card>
    </form>
  );
}
