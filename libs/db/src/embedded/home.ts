import { DatabaseError } from "@rlhf/domain";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { canEnter, runner, type Runner } from "./runner";

/** Where a home and its cluster lie; what `rlhf doctor` prints. */
export type HomePlaces = {
  home: string;
  /** Parent of the cluster: the home itself, or a folder that the database's user can reach. */
  clusterBase: string;
  dataDir: string;
  /** The system user of the server's processes when it is not the current one. */
  runsAs: string | null;
  /** Why the cluster lies outside the home; null when it does not. */
  movedBecause: string | null;
};

/** Decides where the cluster of a home lies, and makes the folders. `stateHome` is $XDG_STATE_HOME. */
export function resolveHome(options: { home: string; stateHome?: string | undefined }): HomePlaces {
  const as = runner();
  const folder = path.resolve(options.home);
  try {
    makeFolder(folder, as.uid === undefined ? 0o700 : 0o711);
  } catch (cause) {
    throw new DatabaseError(`RLHF_HOME: expected a folder that can be made at ${folder}; choose another`, { cause });
  }
  const home = realpathSync(folder);
  const runsAs = as.name ?? null;
  if (canEnter(home, as))
    return { home, clusterBase: home, dataDir: path.join(home, "postgres"), runsAs, movedBecause: null };
  const clusterBase = reachableBase(home, as, options.stateHome);
  const movedBecause = `the database runs as ${runsAs}, which cannot enter ${home}`;
  return { home, clusterBase, dataDir: path.join(clusterBase, "postgres"), runsAs, movedBecause };
}

/** Folder by folder: Node's own recursive mkdir never ends where mkdir answers ENOENT for ever, as below /proc. */
function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process was first
  }
}

function reachableBase(home: string, as: Runner, stateHome: string | undefined): string {
  const hash = createHash("sha256").update(home).digest("hex").slice(0, 16);
  const roots = [...(stateHome ? [path.resolve(stateHome)] : []), "/var/lib"];
  for (const root of roots) {
    const base = path.join(root, "rlhf", hash);
    makeEnterable(base);
    if (canEnter(base, as)) return base;
  }
  throw new DatabaseError(
    `embedded Postgres: expected a folder that user ${as.name} can enter, tried ${roots.join(" and ")}; set DATABASE_URL or RLHF_HOME`,
  );
}

function makeEnterable(base: string): void {
  for (const folder of [path.dirname(base), base]) {
    if (existsSync(folder)) continue;
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o711); // enterable by the database's user, listable by the owner alone
  }
}

/** Hands a file or folder to the system user of the server. */
export function giveTo(as: Runner, file: string): void {
  if (as.uid !== undefined && as.gid !== undefined) chownSync(file, as.uid, as.gid);
}
