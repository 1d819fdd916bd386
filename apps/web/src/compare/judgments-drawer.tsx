"use client";
import { usePathname, useSearchParams } from "next/navigation";
import type { MouseEvent, ReactNode } from "react";
import { withJudgments, type JudgmentsFilter } from "./judgments-param";

/**
 * A number that leads to the judgments behind it: opens them in a drawer beside the page. The address names them, so that
 * the drawer can be shared; the shell shows it, whichever page the link is on.
 */
export function JudgmentsLink({
  filter,
  title = "Show the judgments behind this number",
  children,
}: {
  filter: JudgmentsFilter;
  title?: string;
  children: ReactNode;
}) {
  const href = withJudgments(usePathname(), useSearchParams().toString(), filter);
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab opens with the drawer
    event.preventDefault();
    history.pushState(null, "", href); // the page need not be asked for again
  };
  return (
    <a className="num" href={href} title={title} onClick={open} aria-haspopup="dialog">
      {children}
    </a>
  );
}
