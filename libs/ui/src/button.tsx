import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

export const buttonClass = cva("btn", {
  variants: {
    tone: { plain: "", primary: "primary", quiet: "quiet" },
    size: { md: "", sm: "sm", xs: "xs" },
  },
  defaultVariants: { tone: "plain", size: "md" },
});

type Props = ComponentProps<"button"> & VariantProps<typeof buttonClass> & { icon?: ReactNode; hint?: string };

/** A button with the key that does the same beside its label. `hint`: the key as it is printed, "Enter". */
export function Button({ tone, size, icon, hint, className, children, type = "button", ...rest }: Props) {
  return (
    <button type={type} className={classNames(buttonClass({ tone, size }), className)} {...rest}>
      {icon}
      {children}
      {hint && <Key>{hint}</Key>}
    </button>
  );
}

/** A key of the keyboard; screen readers hear aria-keyshortcuts of the control instead. */
export function Key({ children }: { children: ReactNode }) {
  return <kbd aria-hidden="true">{children}</kbd>;
}

/** A square button that shows only a picture; `label` is its name for everyone who does not see it. */
export function IconButton({
  label,
  hint,
  small = false,
  className,
  ...rest
}: ComponentProps<"button"> & { label: string; hint?: string; small?: boolean }) {
  return (
    <button
      type="button"
      className={classNames("icon-btn", small && "s", className)}
      aria-label={label}
      aria-keyshortcuts={hint}
      title={hint ? `${label} · ${hint}` : label}
      {...rest}
    />
  );
}
