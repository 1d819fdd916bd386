"use client";
import { CommandMenu } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../trpc";
import { pagesFor } from "./pages";
import { useProject } from "./project";
import { switchTheme } from "./theme";

/** Ctrl K: pages, the newest runs, and actions. */
export function Palette({ open, onClose }: { open: boolean; onClose(): void }) {
  const { role, projectId } = useProject();
  const router = useRouter();
  const trpc = useTRPC();
  const asks = open && role !== "annotator";
  const runs = useQuery(trpc.runs.list.queryOptions({ projectId, limit: 50 }, { enabled: asks }));
  const items = [
    ...pagesFor(role).map(({ name, key, href }) => ({
      group: "Pages",
      text: name,
      hint: `G ${key}`,
      run: () => router.push(href),
    })),
    ...(runs.data?.runs ?? []).map((run) => ({
      group: "Runs",
      text: `${run.name} · run ${run.seq}`,
      run: () => router.push(`/runs/${run.id}`),
    })),
    { group: "Actions", text: "Switch between light and dark", run: switchTheme },
  ];
  return <CommandMenu open={open} onClose={onClose} items={items} />;
}
