import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const SKIPPED = new Set(["node_modules", "dist", "build", "out-tsc", "golden", "test", ".git"]);

/** SHA-256 over names and contents of the given files and folders (recursively), plus words that matter too. */
export function hashOf(root, paths, words = []) {
  const hash = createHash("sha256");
  for (const word of words) hash.update(`${word}\0`);
  for (const file of paths.flatMap((p) => filesAt(path.join(root, p)))) {
    hash.update(`${path.relative(root, file)}\0`);
    hash.update(readFileSync(file));
    hash.update("\0");
  }
  return hash.digest("hex");
}

function filesAt(at) {
  if (!existsSync(at)) return [];
  if (!statSync(at).isDirectory()) return [at];
  return readdirSync(at, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name) && !/\.test\.[a-z]+$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() || entry.isFile() ? filesAt(path.join(at, entry.name)) : []));
}
