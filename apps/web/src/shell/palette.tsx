"use client";
import type { RouterOutputs } from "@rlhf/api";
import { CommandMenu, count, type CommandItem } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { policyName } from "../policies/policy-name";
import { useTRPC } from "../trpc";
import { hasWords } from "./has-words";
import { pagesFor } from "./pages";
import { useProject } from "./project";
import { switchTheme } from "./theme";

type Found = RouterOutputs["find"]["anything"];
type Destination = Omit<CommandItem, "run"> & { href: string };

/** Ctrl K: pages and actions by name; runs, policies, prompts and batches by what the server finds. */
export function Palette({ open, onClose, onKeys }: { open: boolean; onClose(): void; onKeys(): void }) {
  const { role, projectId } = useProject();
  const router = useRouter();
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const words = useDeferredValue(typed);
  const found = useQuery(
    trpc.find.anything.queryOptions(
      { projectId, words },
      { enabled: open && role !== "annotator", placeholderData: keepPreviousData },
    ),
  );
  const pages = pagesFor(role).map(({ name, key, href }) => ({
    ...{ group: "Pages", id: href, text: name, hint: `G ${key}` },
    run: () => router.push(href),
  }));
  const actions: CommandItem[] = [
    { group: "Actions", id: "label", text: "Label next pair", run: () => router.push("/label") },
    { group: "Actions", id: "theme", text: "Switch between light and dark", run: switchTheme },
    { group: "Actions", id: "keys", text: "List the keys of this page", hint: "?", run: onKeys },
  ];
  const fixed = [...pages, ...actions].filter((item) => hasWords(`${item.group} ${item.text}`, typed));
  const things = found.data ? destinations(found.data) : [];
  const going = things.map(({ href, ...item }) => ({ ...item, run: () => router.push(href) }));
  return (
    <CommandMenu
      open={open}
      onClose={onClose}
      items={typed === "" ? [...fixed, ...going] : [...going, ...fixed]}
      typed={typed}
      onType={setTyped}
      placeholder={role === "annotator" ? "Find pages, actions" : "Find pages, runs, policies, prompts, batches"}
      state={found.error ? `Only pages and actions: ${found.error.message}` : found.isFetching ? "Looking…" : null}
    />
  );
}

const destinations = ({ runs, policies, prompts, batches }: Found): Destination[] => [
  ...policies.map((one) => ({
    ...{ group: "Policies", id: one.id, href: `/policies/${one.id}` },
    text: `${policyName(one)}${one.step === null ? "" : `, step ${count(one.step)}`}`,
  })),
  ...runs.map((one) => ({
    ...{ group: "Runs", id: one.id, href: `/runs/${one.id}` },
    text: `${one.name} · run ${one.seq} · ${one.status}`,
  })),
  ...batches.map((one) => ({
    ...{ group: "Batches", id: one.id, href: `/batches/${one.id}` },
    text: `${one.name} · ${one.status}`,
  })),
  ...prompts.map((one) => ({
    ...{ group: "Prompts", id: one.id, text: one.text },
    href: promptAddress(one),
  })),
];

const promptAddress = ({ promptSetId, text }: Found["prompts"][number]): string =>
  `/data?${new URLSearchParams({ set: promptSetId, text: text.slice(0, 100) })}`;
