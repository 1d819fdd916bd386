"use client";
import { Contrast, IconButton, Search } from "@rlhf/ui";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useCallback, useState, type ReactNode } from "react";
import { usePreferences } from "../label/preferences";
import { AccountMenu } from "./account-menu";
import { ProjectProvider, useProject, type Me } from "./project";
import { Rail } from "./rail";
import { switchTheme } from "./theme";
import { useShellKeys } from "./use-shell-keys";

// Each comes when it is first asked for, so that the label page stays light.
const Palette = dynamic(() => import("./palette").then((m) => m.Palette), { ssr: false });
const KeyHelp = dynamic(() => import("./key-help").then((m) => m.KeyHelp), { ssr: false });
const JobsPill = dynamic(() => import("./jobs-pill").then((m) => m.JobsPill), { ssr: false, loading: PillRoom });
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
  const [{ bareKeys }] = usePreferences();
  const [shown, setShown] = useState<"none" | "palette" | "keys">("none");
  const [opened, setOpened] = useState(false); // the palette stays after the first time: it opens at once then
  const find = useCallback(() => {
    setOpened(true);
    setShown("palette");
  }, []);
  const help = useCallback(() => setShown("keys"), []);
  const close = () => setShown("none");
  const finds = role === "annotator" ? "Find pages, actions" : "Find runs, policies, prompts";
  useShellKeys({ role, bareKeys, find, help });
  return (
    <div className="shell">
      <a href="#content" className="skip-link">
        Skip to content
      </a>
      <Rail role={role} />
      <header className="topbar">
        <span className="proj truncate">{name}</span>
        <button
          type="button"
          className="search cursor-pointer"
          onClick={find}
          aria-label={finds} // on a phone only the glass is seen
          aria-keyshortcuts="Control+K"
        >
          <Search className="i" aria-hidden />
          <span className="name">{finds}</span>
          <span className="end row g4" aria-hidden="true">
            <kbd>Ctrl</kbd>
            <kbd>K</kbd>
          </span>
        </button>
        {role !== "annotator" && <JobsPill />}
        <IconButton label="Switch between light and dark" onClick={switchTheme} className="no-phone">
          <Contrast className="i" aria-hidden />
        </IconButton>
        <AccountMenu onKeys={help} />
      </header>
      {children}
      {opened && <Palette open={shown === "palette"} onClose={close} onKeys={help} />}
      {shown === "keys" && <KeyHelp role={role} onClose={close} />}
      <Evidence />
    </div>
  );
}

/** The place of the pill until it comes. */
function PillRoom() {
  return <span className="pill invisible">Nothing runs</span>;
}

/** The drawer that a shared or pressed number opens, on any page. */
function Evidence() {
  const asked = useSearchParams().has("judgments");
  const [wanted, setWanted] = useState(asked);
  if (asked && !wanted) setWanted(true); // stays after the first time, so that it can close softly
  return wanted && <JudgmentsSheet />;
}
