export type KeyLine = readonly [pressed: string, what: string];

/** What single keys do on a page, for its list of keys; the label page has a list of its own. */
const KEYS_OF: Readonly<Record<string, readonly KeyLine[]>> = {
  "/": [["L", "Label next pair"]],
  "/batches": [["N", "New batch"]],
  "/batches/": [
    ["E", "Export the judgments"],
    ["P", "Pause, or open"],
  ],
  "/data": [
    ["I", "Import a file"],
    ["N", "New project"],
  ],
  "/policies": [["C", "Compare policies"]],
  "/policies/": [
    ["P", "Try it in the playground"],
    ["C", "Compare with its parent"],
  ],
  "/compare": [
    ["D", "In samples: mark differences, or not"],
    ["↑ ↓", "In regressions: the row above or below"],
    ["O A F W", "In regressions: open, acknowledged, fixed, won't fix"],
    ["N", "In regressions: write a note"],
  ],
};

/** The keys of the page at `path`; a page below another is named by the slash at its end. */
export function pageKeys(path: string): readonly KeyLine[] {
  const parent = /^\/[^/]+\//.exec(path)?.[0];
  return KEYS_OF[parent ?? path] ?? [];
}
