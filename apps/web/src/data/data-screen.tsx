"use client";
import { buttonClass, Button, FileUp, Key, Plus } from "@rlhf/ui";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useProject } from "../shell/project";
import { useKeys } from "../shell/use-keys";
import { withValues } from "./address";
import { ProjectDialog } from "./project-dialog";
import { PromptsTab } from "./prompts-tab";
import { SnapshotsTab } from "./snapshots-tab";

const TABS = ["prompts", "snapshots"] as const;
const WRITERS = ["owner", "admin", "researcher"];

/** What a project is made of: its prompts, and the sets of rows that training reads. */
export function DataScreen() {
  const { role, name, me } = useProject();
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const tab = TABS.find((one) => one === search.get("tab")) ?? "prompts";
  const writes = WRITERS.includes(role);
  const founds = me.projects.some((one) => one.role === "owner" || one.role === "admin");
  const found = () => router.replace(`${path}${withValues(search, { new: "project" })}`);
  useKeys({ i: writes ? () => router.push("/data/import") : undefined, n: founds ? found : undefined });
  return (
    <main className="page" id="content">
      <div className="crumbs">{name}</div>
      <div className="head">
        <h1>Data</h1>
        <span className="row end">
          {founds && (
            <Button icon={<Plus className="i" aria-hidden />} hint="N" onClick={found}>
              New project
            </Button>
          )}
          {writes && (
            <Link className={buttonClass({ tone: "primary" })} href="/data/import" aria-keyshortcuts="I">
              <FileUp className="i" aria-hidden /> Import a file <Key>I</Key>
            </Link>
          )}
        </span>
      </div>
      <nav className="tabs" aria-label="Data">
        {TABS.map((one) => (
          <Link
            key={one}
            href={withValues(search, { tab: one === "prompts" ? null : one })}
            aria-current={one === tab ? "page" : undefined}
            replace
            scroll={false}
          >
            {one[0]?.toUpperCase()}
            {one.slice(1)}
          </Link>
        ))}
      </nav>
      {tab === "prompts" ? <PromptsTab writes={writes} /> : <SnapshotsTab />}
      <ProjectDialog
        open={search.get("new") === "project" && founds}
        onClose={() => router.replace(withValues(search, { new: null }))}
      />
    </main>
  );
}
