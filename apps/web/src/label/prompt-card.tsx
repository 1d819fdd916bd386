"use client";
import { Button, BookOpen, Ellipsis, IconButton } from "@rlhf/ui";
import Link from "next/link";
import type { DeskEvents } from "./desk-main";
import type { DeskItem } from "./draft";

type Props = { item: DeskItem; collapsed: boolean; hint: string | undefined; on: Pick<DeskEvents, "act" | "more"> };

/** What both answers answer, whole. On a phone its line stays on top, with the ways to either answer and to more. */
export function PromptCard({ item, collapsed, hint, on }: Props) {
  return (
    <div className="card prompt">
      <header>
        <h2 className="t12 b5 i3">Prompt</h2>
        <span className="end row g4 no-phone">
          <Button
            tone="quiet"
            size="xs"
            hint={hint}
            aria-expanded={!collapsed}
            onClick={() => on.act({ do: "collapse" })}
          >
            {collapsed ? "Show" : "Collapse"}
          </Button>
        </span>
        <nav className="only-phone seg jump" aria-label="Jump to an answer">
          <a href="#answer-a" aria-label="Answer A">
            <span className="letter a">A</span>
          </a>
          <a href="#answer-b" aria-label="Answer B">
            <span className="letter b">B</span>
          </a>
          <Link href="/guidelines" aria-label="Guidelines">
            <BookOpen className="i" aria-hidden />
          </Link>
          <IconButton label="More" onClick={on.more}>
            <Ellipsis className="i" aria-hidden />
          </IconButton>
        </nav>
      </header>
      {!collapsed && (
        <div className="prompt-text" tabIndex={0} role="group" aria-label="Prompt">
          {item.prompt.map((message, i) => (
            <p
              key={i}
              className={message.role === "user" ? "t16 b5 whitespace-pre-wrap" : "t13 i2 whitespace-pre-wrap"}
            >
              {item.prompt.length > 1 && <span className="i3">{message.role}: </span>}
              {message.content}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
