import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

// Stamps live in node_modules: whoever deletes it starts afresh.
const fileOf = (root, name) => path.join(root, "node_modules", ".rlhf", name);

export function isStamped(root, name, hash) {
  try {
    return readFileSync(fileOf(root, name), "utf8") === hash;
  } catch {
    return false; // no stamp
  }
}

export function stamp(root, name, hash) {
  const file = fileOf(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, hash);
  renameSync(`${file}.${process.pid}`, file);
}

export function removeStamp(root, name) {
  rmSync(fileOf(root, name), { force: true });
}
