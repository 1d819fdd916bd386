import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const BUILT = path.resolve(import.meta.dirname, "../../apps/web/.next");
const ROUTE = "(workbench)/label/page";
const MOST_KB = 200; // the label page opens on a phone's network, and stays a page of its own weight

const json = (text: string): unknown => JSON.parse(text);
const read = (file: string): string => readFileSync(path.join(BUILT, file), "utf8");
const sizeOf = (file: string): number => gzipSync(readFileSync(path.join(BUILT, file))).length;

/** The scripts that a browser fetches before the label page works: Next's own, the layouts', the page's. */
function scriptsOfLabel(): string[] {
  const { rootMainFiles } = json(read("build-manifest.json")) as { rootMainFiles: string[] };
  const manifest = read(`server/app/${ROUTE}_client-reference-manifest.js`);
  const text = manifest.slice(manifest.indexOf("] = {") + 4).replace(/;?\s*$/, "");
  const { entryJSFiles } = json(text) as { entryJSFiles: Record<string, string[]> };
  const entries = Object.entries(entryJSFiles).filter(([name]) => /\/(layout|label\/page)$/.test(name));
  expect(entries.map(([name]) => name.replace(/^.*src\/app\//, "")).sort()).toEqual([
    "(workbench)/label/page",
    "(workbench)/layout",
    "layout",
  ]);
  return [...new Set([...rootMainFiles, ...entries.flatMap(([, files]) => files)])];
}

test(`the label page comes with at most ${MOST_KB} kB of script, gzipped`, () => {
  const files = scriptsOfLabel().map((file) => [file, sizeOf(file)] as const);
  const kb = files.reduce((sum, [, size]) => sum + size, 0) / 1000;
  console.log(`scripts of /label: ${kb.toFixed(1)} kB gzip in ${files.length} files`);
  expect(kb, files.map(([file, size]) => `${file} ${size}`).join("\n")).toBeLessThanOrEqual(MOST_KB);
  expect(kb).toBeGreaterThan(100); // React and Next alone: less means that files were missed
});
