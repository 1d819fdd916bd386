import { twMerge } from "tailwind-merge";

/** Joins class names; of two Tailwind utilities that set the same thing the later one stays. */
export const classNames = (...names: readonly (string | false | null | undefined)[]): string =>
  twMerge(names.filter(Boolean).join(" "));
