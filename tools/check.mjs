// npm run check: prettier · eslint · typecheck · knip · architecture · unit tests. Shows every failure, not just the first.
//   node tools/check.mjs [gate …]   only the gates whose name starts so: `node tools/check.mjs eslint`
import { existsSync } from "node:fs";
import path from "node:path";
import { architecture, bootstrap, graph, sources, unit } from "./gates/gates.mjs";
import { add, finish, ROOT, runGates } from "./gates/run-gate.mjs";

const wanted = process.argv.slice(2);
const chosen = (gates) => gates.filter((g) => wanted.length === 0 || wanted.some((w) => g.name.startsWith(w)));

/** The gates of `npm run check`; two at a time where they only read. */
export async function check() {
  const first = await runGates([bootstrap]);
  if (!existsSync(path.join(ROOT, "node_modules/vitest"))) return first; // nothing below could run
  const needsGraph = chosen(sources).some((g) => g.name === "eslint");
  const linted = needsGraph ? await runGates([graph]) : { passed: 0, failed: 0 };
  const read = await runGates(chosen(sources), { atOnce: 2 });
  return [first, linted, read, await runGates(chosen([architecture, unit]))].reduce(add);
}

if (import.meta.filename === process.argv[1]) finish(await check());
