"use client";
import { X } from "lucide-react";
import * as Radix from "radix-ui/dialog";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import { classNames } from "./class-names";

type Props = {
  open: boolean;
  onClose(): void;
  title: string;
  /** One sentence for screen readers and under the title. */
  about?: string;
  footer?: ReactNode;
  children: ReactNode;
};

/** A window over the page: focus stays inside, Esc and a click outside close it. */
export function Dialog({ open, onClose, title, about, footer, children }: Props) {
  return (
    <Frame open={open} onClose={onClose}>
      <Radix.Content className="dialog" aria-describedby={about ? undefined : ""}>
        <Heading title={title} />
        <div className="body">
          {about && <Radix.Description className="t13 i2 mb-3">{about}</Radix.Description>}
          {children}
        </div>
        {footer && <footer>{footer}</footer>}
      </Radix.Content>
    </Frame>
  );
}

/** The same at the right edge and full height: for what one reads beside the page, and on phones over it. */
export function Drawer({
  open,
  onClose,
  title,
  wide = false,
  children,
}: Omit<Props, "footer" | "about"> & { wide?: boolean }) {
  return (
    <Frame open={open} onClose={onClose}>
      <Radix.Content className={classNames("side-sheet", wide && "wide")} aria-describedby="">
        <Heading title={title} />
        {children}
      </Radix.Content>
    </Frame>
  );
}

function Frame({ open, onClose, children }: { open: boolean; onClose(): void; children: ReactNode }) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        {children}
      </Radix.Portal>
    </Radix.Root>
  );
}

function Heading({ title }: { title: string }) {
  return (
    <header className="row">
      <Radix.Title className="t16 b6">{title}</Radix.Title>
      <Radix.Close asChild>
        <IconButton label="Close" hint="Escape" className="end">
          <X className="i" aria-hidden />
        </IconButton>
      </Radix.Close>
    </header>
  );
}
