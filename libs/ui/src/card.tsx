import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** A bordered surface with a heading row. `note` says where the figures come from; `actions` stand at the right. */
export function Card(props: {
  title?: ReactNode;
  icon?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  label?: string;
  className?: string;
  children: ReactNode;
}) {
  const { title, icon, note, actions, footer, label, className, children } = props;
  return (
    <section className={classNames("card", className)} aria-label={label}>
      {title !== undefined && (
        <header>
          {icon}
          <h2>{title}</h2>
          {note && <span className="t12 i3">{note}</span>}
          {actions && <span className="row end">{actions}</span>}
        </header>
      )}
      {children}
      {footer && <footer>{footer}</footer>}
    </section>
  );
}
