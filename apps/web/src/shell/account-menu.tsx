"use client";
import { useState } from "react";
import { useProject } from "./project";

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .slice(0, 2)
    .join("");

/** Who is signed in, the other projects, and the way out. */
export function AccountMenu() {
  const { me, projectId } = useProject();
  const [open, setOpen] = useState(false);
  const signOut = async () => {
    await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    location.assign("/sign-in");
  };
  return (
    <div className="relative">
      <button
        type="button"
        className="avatar cursor-pointer"
        aria-label={`Account: ${me.name}`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        onKeyDown={(e) => e.key === "Escape" && setOpen(false)}
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
          <button
            type="button"
            className="t13 w-full cursor-pointer rounded-md px-2 py-1.5 text-left hover:bg-hover"
            onClick={() => void signOut()}
          >
            Sign out
          </button>
        </div>
      )}
    </div>
  );
}
