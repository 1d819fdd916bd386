"use client";
import { IconButton, Contrast, Search } from "@rlhf/ui";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";
import { AccountMenu } from "./account-menu";
import { BrandMark } from "./brand-mark";
import { pagesFor } from "./pages";
import { ProjectProvider, useProject, type Me } from "./project";
import { switchTheme } from "./theme";

const Palette = dynamic(() => import("./palette").then((m) => m.Palette), { ssr: false });
const JudgmentsSheet = dynamic(() => import("../compare/judgments-sheet"), { ssr: false });

/** Rail, top bar and content; on a phone the rail lies at the foot. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  return (
    <ProjectProvider me={me}>
      <Frame>{children}</Frame>
    </ProjectProvider>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const { role, name } = useProject();
  const [finding, setFinding] = useState(false);
  const [opened, setOpened] = useState(false);
  const find = () => {
    setOpened(true);
    setFinding(true);
  };
  useShellKeys(role, find);
  return (
    <div className="shell">
      <a href="#content" className="skip-link">
        Skip to content
      </a>
      <Rail role={role} />
      <header className="topbar">
        <span className="proj truncate">{name}</span>
        <button type="button" className="search cursor-pointer" onClick={find} aria-keyshortcuts="Control+K">
          <Search className="i" aria-hidden /> Find pages, runs, actions
          <span className="end row g4" aria-hidden="true">
            <kbd>Ctrl</kbd>
            <kbd>K</kbd>
          </span>
        </button>
        <IconButton label="Switch between light and dark" onClick={switchTheme} className="no-phone">
          <Contrast className="i" aria-hidden />
        </IconButton>
        <AccountMenu />
      </header>
      {children}
      {opened && <Palette open={finding} onClose={() => setFinding(false)} />}
      <Evidence />
    </div>
  );
}

/** The drawer that a shared or pressed number opens, on any page. */
function Evidence() {
  const asked = useSearchParams().has("judgments");
  const [wanted, setWanted] = useState(asked);
  if (asked && !wanted) setWanted(true); // stays after the first time, so that it can close softly
  return wanted && <JudgmentsSheet />;
}

function Rail({ role }: { role: string }) {
  const path = usePathname();
  const at = (href: string) => (href === "/" ? path === "/" : path.startsWith(href));
  return (
    <aside className="rail">
      <Link className="brand" href={role === "annotator" ? "/label" : "/"} aria-label="Workbench, home">
        <BrandMark />
        Workbench
      </Link>
      <nav className="nav" aria-label="Main">
        {pagesFor(role).map(({ href, name, key, icon: Icon }) => (
          <Link key={href} href={href} aria-current={at(href) ? "page" : undefined} title={`${name} · G ${key}`}>
            <Icon className="i" aria-hidden />
            <span className="name">{name}</span>
          </Link>
        ))}
      </nav>
    </aside>
  );
}

/** Ctrl K finds; G and a letter goes. The label page keeps its bare keys to itself. */
function useShellKeys(role: string, find: () => void): void {
  const router = useRouter();
  const path = usePathname();
  useEffect(() => {
    let going = 0;
    const onKey = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === "k") {
        event.preventDefault();
        return find();
      }
      const typing =
        event.target instanceof HTMLElement && event.target.matches("input:not([type=radio]), textarea, select");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || path === "/label") return;
      const page = pagesFor(role).find((one) => one.key.toLowerCase() === key);
      if (Date.now() - going < 1_000 && page) router.push(page.href);
      going = key === "g" ? Date.now() : 0;
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [role, find, path, router]);
}
