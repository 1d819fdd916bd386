"use client";
import { Ellipsis, PanelLeft } from "@rlhf/ui";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useRef, useState } from "react";
import { BrandMark } from "./brand-mark";
import { isOpen, phoneBar, railFor, type PageLink } from "./pages";
import { switchRail } from "./rail-width";
import { useDismiss } from "./use-dismiss";

/** The pages: at the left, narrow if one likes; on a phone four at the foot and the rest under "More". */
export function Rail({ role }: { role: string }) {
  const path = usePathname();
  const rail = railFor(role);
  const { bar, more } = phoneBar(role);
  const item = (page: PageLink) => (
    <PageItem key={page.href} page={page} open={isOpen(page.href, path)} phone={bar.includes(page)} />
  );
  return (
    <aside className="rail">
      <Link className="brand" href={role === "annotator" ? "/label" : "/"} aria-label="Workbench, home">
        <BrandMark />
        <span className="name">Workbench</span>
      </Link>
      <nav className="nav" aria-label="Main">
        {rail.filter((page) => !page.foot).map(item)}
        <span className="grow no-phone" />
        {rail.filter((page) => page.foot).map(item)}
        {more.length > 0 && <More key={path} pages={more} path={path} />}
      </nav>
      <button type="button" className="rail-width no-phone" onClick={switchRail} title="Narrow or wide">
        <PanelLeft className="i" aria-hidden />
        <span className="name">Narrow</span>
      </button>
    </aside>
  );
}

function PageItem({ page, open, phone }: { page: PageLink; open: boolean; phone: boolean }) {
  const { href, name, key, icon: Icon } = page;
  return (
    <Link
      href={href}
      className={phone ? undefined : "no-phone"}
      aria-current={open ? "page" : undefined}
      title={`${name} · G ${key}`}
    >
      <Icon className="i" aria-hidden />
      <span className="name">{name}</span>
    </Link>
  );
}

function More({ pages, path }: { pages: readonly PageLink[]; path: string }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, open, () => setOpen(false));
  const inside = pages.some((page) => isOpen(page.href, path));
  return (
    <div className="more only-phone" ref={box}>
      <button
        type="button"
        aria-expanded={open}
        aria-current={inside ? "true" : undefined}
        onClick={() => setOpen(!open)}
      >
        <Ellipsis className="i" aria-hidden />
        <span className="name">More</span>
      </button>
      {open && (
        <div className="menu">
          {pages.map(({ href, name, icon: Icon }) => (
            <Link key={href} href={href} aria-current={isOpen(href, path) ? "page" : undefined}>
              <Icon className="i" aria-hidden /> {name}
            </Link>
          ))}
        </div>
      )}
    </div>
  );
}
