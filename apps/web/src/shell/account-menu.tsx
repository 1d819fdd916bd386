"use client";
import dynamic from "next/dynamic";
import { useRef, useState, type ReactNode } from "react";
import { useProject } from "./project";
import { useDismiss } from "./use-dismiss";

// comes when it is asked for: its forms and checks weigh more than the rest of the shell
const PasswordDialog = dynamic(() => import("../account/password-dialog").then((m) => m.PasswordDialog), {
  ssr: false,
});

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .slice(0, 2)
    .join("");

/** Who is signed in, the other projects, the keys, and the way out. */
export function AccountMenu({ onKeys }: { onKeys(): void }) {
  const { me, projectId } = useProject();
  const [open, setOpen] = useState(false);
  const [changing, setChanging] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, open, () => setOpen(false));
  const signOut = async () => {
    await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    location.assign("/sign-in");
  };
  return (
    <div className="relative" ref={box}>
      <button
        type="button"
        className="avatar cursor-pointer"
        aria-label={`Account: ${me.name}`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {initials(me.name)}
      </button>
      {open && (
        <div className="menu absolute right-0 top-9 p-2">
          <p className="t13 b5 px-2 py-1">{me.name}</p>
          {me.projects.map((project) => (
            <a
              key={project.projectId}
              className="t13 block rounded-md px-2 py-1.5 hover:bg-hover"
              href={`/?project=${project.slug}`}
              aria-current={project.projectId === projectId ? "true" : undefined}
            >
              {project.name} <span className="i3">{project.role}</span>
            </a>
          ))}
          <Action onPress={() => (setOpen(false), onKeys())}>
            Keys <kbd className="end">?</kbd>
          </Action>
          <Action onPress={() => (setOpen(false), setChanging(true))}>
            {me.hasPassword ? "Change password" : "Set a password"}
          </Action>
          <Action onPress={() => void signOut()}>Sign out</Action>
        </div>
      )}
      {changing && <PasswordDialog open onClose={() => setChanging(false)} hasPassword={me.hasPassword} />}
    </div>
  );
}

function Action({ onPress, children }: { onPress(): void; children: ReactNode }) {
  return (
    <button
      type="button"
      className="t13 row w-full cursor-pointer rounded-md px-2 py-1.5 text-left hover:bg-hover"
      onClick={onPress}
    >
      {children}
    </button>
  );
}
