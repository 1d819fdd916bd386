/** Joins class names and leaves out what is false. Utilities stand in a later layer than components, so they win anyway. */
export const classNames = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter(Boolean).join(" ");
