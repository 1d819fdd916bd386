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
  "/runs": [
    ["N", "New run"],
    ["C", "Compare the chosen runs"],
  ],
  "/runs/": [
    ["P", "Pause, or resume"],
    ["X", "Stop"],
    ["F", "Fork: a new run with these settings"],
    ["C", "Compare its newest policy with the one it began from"],
    [", .", "The checkpoint before, the one after"],
    ["← →", "In an answer: the token before or after"],
  ],
  "/playground": [
    ["Ctrl Enter", "Generate"],
    ["Esc", "Cancel"],
    ["R", "A random prompt"],
    ["H", "Choose a prompt"],
    ["D", "Another seed"],
    ["← →", "The token before or after"],
    ["↑ ↓", "The token that Enter goes on from"],
    ["Enter", "Go on from the chosen token"],
  ],
  "/schedules": [
    ["N", "New schedule"],
    ["X", "Run the picked schedule now"],
  ],
  "/policies": [["C", "Compare policies"]],
  "/policies/": [
    ["P", "Try it in the playground"],
    ["C", "Compare with its parent"],
  ],
  "/compare": [
    ["X", "Swap the two"],
    ["Y", "Copy a link to this comparison"],
    ["J", "Judge pairs"],
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
