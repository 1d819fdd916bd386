"use client";
import type { RouterOutputs } from "@rlhf/api";
import { useSearchParams } from "next/navigation";
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { PROJECT_COOKIE } from "./last-project";

export type Me = RouterOutputs["projects"]["me"];
export type CurrentProject = { me: Me; projectId: string; name: string; role: string };
const Current = createContext<CurrentProject | null>(null);

/** The project that `?project=` names by its slug, else the one that was named last, else the first. */
export function ProjectProvider({ me, children }: { me: Me; children: ReactNode }) {
  const asked = useSearchParams().get("project");
  const [kept, setKept] = useState(asked);
  if (asked && asked !== kept) setKept(asked);
  const slug = asked ?? kept;
  useEffect(() => {
    if (slug) document.cookie = `${PROJECT_COOKIE}=${encodeURIComponent(slug)}; path=/; max-age=31536000; samesite=lax`;
  }, [slug]);
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
