"use client";
import type { RouterOutputs } from "@rlhf/api";
import { useSearchParams } from "next/navigation";
import { createContext, use, useMemo, type ReactNode } from "react";

export type Me = RouterOutputs["projects"]["me"];
export type CurrentProject = { me: Me; projectId: string; name: string; role: string };
const Current = createContext<CurrentProject | null>(null);

/** The project that `?project=` names by its slug, else the first one. */
export function ProjectProvider({ me, children }: { me: Me; children: ReactNode }) {
  const slug = useSearchParams().get("project");
  const current = useMemo(() => {
    const found = me.projects.find((one) => one.slug === slug) ?? me.projects[0];
    return found ? { me, projectId: found.projectId, name: found.name, role: found.role } : null;
  }, [me, slug]);
  return <Current value={current}>{children}</Current>;
}

/** @throws when the account belongs to no project; the layout asks first. */
export function useProject(): CurrentProject {
  const current = use(Current);
  if (!current) throw new Error("expected a member of at least one project");
  return current;
}
