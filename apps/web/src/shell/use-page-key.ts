"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { usePreferences } from "../label/preferences";

/** A bare key that goes somewhere while nothing else has the focus. After G the same letter is the shell's. */
export function usePageKey(key: string, href: string): void {
  const router = useRouter();
  const [{ bareKeys }] = usePreferences();
  useEffect(() => {
    if (!bareKeys) return;
    let after = 0;
    const onKey = (event: KeyboardEvent) => {
      const free = event.target === document.body && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (free && event.key === key && Date.now() - after > 1_000) router.push(href);
      after = event.key === "g" ? Date.now() : 0;
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [key, href, bareKeys, router]);
}
