// npm run pictures: the README's pictures, from the screens that the last run of the browser tests wrote.
import { copyFileSync, existsSync } from "node:fs";
import path from "node:path";

const PICTURES = ["compare-light", "label-light", "run-light"];
const root = path.resolve(import.meta.dirname, "..");

for (const name of PICTURES) {
  const from = path.join(root, "test-results/screens", `${name}.png`);
  if (!existsSync(from)) throw new Error(`expected ${from}; run the browser tests first: npm test`);
  copyFileSync(from, path.join(root, "docs/images", `${name}.png`));
}
