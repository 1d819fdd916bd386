"use client";
import { usePathname, useRouter } from "next/navigation";
import { useEffect } from "react";
import { announceKeys } from "./announce-keys";
import { pagesFor } from "./pages";

type Acts = { role: string; bareKeys: boolean; find(): void; help(): void };

/** Ctrl K finds; ? lists the keys; G and a letter goes. The label page keeps its bare keys to itself. */
export function useShellKeys({ role, bareKeys, find, help }: Acts): void {
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
      const target = event.target instanceof HTMLElement ? event.target : null;
      const busy = target?.matches("input:not([type=radio]), textarea, select") || target?.closest("[role=dialog]");
      if (busy || event.ctrlKey || event.metaKey || event.altKey || path === "/label" || !bareKeys) return;
      if (key === "?") return help();
      const page = pagesFor(role).find((one) => one.key.toLowerCase() === key);
      if (Date.now() - going < 1_000 && page) router.push(page.href);
      going = key === "g" ? Date.now() : 0;
    };
    addEventListener("keydown", onKey);
    const silence = announceKeys(bareKeys && path !== "/label" ? "Control+k ? g" : "Control+k");
    return () => {
      removeEventListener("keydown", onKey);
      silence();
    };
  }, [role, bareKeys, find, help, path, router]);
}
