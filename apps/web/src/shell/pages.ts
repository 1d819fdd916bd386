import {
  Activity,
  BookOpen,
  Clock,
  Columns2,
  Database,
  Diff,
  History,
  House,
  Layers,
  Network,
  SlidersHorizontal,
  Terminal,
  type LucideIcon,
} from "@rlhf/ui";

export type PageLink = {
  href: string;
  name: string;
  /** What follows G. */
  key: string;
  icon: LucideIcon;
  /** Annotators see it; `only`: in their rail alone, others find it by Ctrl K. */
  annotator?: true | "only";
  /** One of the four on a phone's bar; the others stand under "More". */
  phone?: true;
  /** Who may open it, where not everyone but annotators. */
  roles?: readonly string[];
  /** At the foot of the rail. */
  foot?: true;
};

/** Every page that exists, in the order of the rail. */
export const PAGES: readonly PageLink[] = [
  { href: "/", name: "Home", key: "H", icon: House, phone: true },
  { href: "/label", name: "Label", key: "L", icon: Columns2, annotator: true, phone: true },
  { href: "/history", name: "History", key: "Y", icon: History, annotator: "only" },
  { href: "/guidelines", name: "Guidelines", key: "U", icon: BookOpen, annotator: "only" },
  { href: "/batches", name: "Batches", key: "B", icon: Layers },
  { href: "/data", name: "Data", key: "D", icon: Database },
  { href: "/runs", name: "Runs", key: "R", icon: Activity, phone: true },
  { href: "/schedules", name: "Schedules", key: "S", icon: Clock },
  { href: "/policies", name: "Policies", key: "P", icon: Network },
  { href: "/compare", name: "Compare", key: "C", icon: Diff, phone: true },
  { href: "/playground", name: "Playground", key: "T", icon: Terminal },
  { href: "/admin", name: "Admin", key: "A", icon: SlidersHorizontal, roles: ["owner", "admin"], foot: true },
];

/** The pages that somebody of this role may open. An annotator's tell nothing of what it compares. */
export const pagesFor = (role: string): readonly PageLink[] =>
  PAGES.filter((page) => (role === "annotator" ? page.annotator : (page.roles?.includes(role) ?? true)));

export const railFor = (role: string): readonly PageLink[] =>
  pagesFor(role).filter((page) => role === "annotator" || page.annotator !== "only");

/** A phone's bar: all of a short rail, else four pages and the rest under "More". */
export function phoneBar(role: string): { bar: readonly PageLink[]; more: readonly PageLink[] } {
  const rail = railFor(role);
  if (rail.length <= 4) return { bar: rail, more: [] };
  const bar = rail.filter((page) => page.phone).slice(0, 4);
  return { bar, more: rail.filter((page) => !bar.includes(page)) };
}

/** Whether a page, or one below it, is open. */
export const isOpen = (href: string, path: string): boolean =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
