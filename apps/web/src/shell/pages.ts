import { Activity, BookOpen, Columns2, History, House, type LucideIcon } from "@rlhf/ui";

export type PageLink = { href: string; name: string; key: string; icon: LucideIcon; annotator?: boolean };

/** Every page that exists, in the order of the rail. `key`: what follows G. */
export const PAGES: readonly PageLink[] = [
  { href: "/", name: "Home", key: "H", icon: House },
  { href: "/label", name: "Label", key: "L", icon: Columns2, annotator: true },
  { href: "/history", name: "History", key: "Y", icon: History, annotator: true },
  { href: "/guidelines", name: "Guidelines", key: "U", icon: BookOpen, annotator: true },
  { href: "/runs", name: "Runs", key: "R", icon: Activity },
];

/** An annotator sees where it works, and nothing that tells what it is compared with. */
export const pagesFor = (role: string): readonly PageLink[] =>
  role === "annotator" ? PAGES.filter((page) => page.annotator) : PAGES;
