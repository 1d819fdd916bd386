import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where the tests find the server and the database of this run. */
export type Reach = { url: string; databaseUrl: string };
const FILE = path.resolve(import.meta.dirname, "../../test-results/e2e-reach.json");

export function writeReach(reach: Reach): void {
  mkdirSync(path.dirname(FILE), { recursive: true });
  writeFileSync(FILE, JSON.stringify(reach), { mode: 0o600 });
}

export const readReach = (): Reach => JSON.parse(readFileSync(FILE, "utf8")) as Reach; // written by writeReach of the same run

export const dropReach = (): void => rmSync(FILE, { force: true });
