"use client";
import { Card, Empty } from "@rlhf/ui";
import Link from "next/link";
import { useProject } from "../shell/project";
import { useAddress } from "../shell/use-address";
import { AuditTab } from "./audit-tab";
import { GuidelinesTab } from "./guidelines-tab";
import { MembersTab } from "./members-tab";
import { ProjectTab } from "./project-tab";
import { TokensTab } from "./tokens-tab";

const TABS = [
  { id: "members", name: "Members", show: MembersTab },
  { id: "tokens", name: "API tokens", show: TokensTab },
  { id: "guidelines", name: "Guidelines", show: GuidelinesTab },
  { id: "audit", name: "Audit log", show: AuditTab },
  { id: "project", name: "Project", show: ProjectTab },
] as const;

/** Who may do what, what scripts may do, what annotators read, and everything that was done. For owners and admins. */
export function AdminScreen() {
  const { role } = useProject();
  const [search] = useAddress();
  const tab = TABS.find(({ id }) => id === search.get("tab")) ?? TABS[0];
  if (role !== "owner" && role !== "admin")
    return (
      <main className="page" id="content">
        <div className="head">
          <h1>Admin</h1>
        </div>
        <Card>
          <Empty title="Only for owners and admins">
            Your role in this project is {role}. Ask an owner when you need another one.
          </Empty>
        </Card>
      </main>
    );
  const Tab = tab.show;
  return (
    <main className="page" id="content">
      <div className="head">
        <h1>Admin</h1>
      </div>
      <nav className="tabs overflow-x-auto whitespace-nowrap" aria-label="Admin">
        {TABS.map(({ id, name }) => (
          <Link
            key={id}
            href={`/admin?tab=${id}`}
            aria-current={id === tab.id ? "page" : undefined}
            replace
            scroll={false}
          >
            {name}
          </Link>
        ))}
      </nav>
      <Tab />
    </main>
  );
}
