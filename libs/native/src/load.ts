import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Addon } from "./addon";
import { typedErrors } from "./out-of-memory";

const file = (name: string) => fileURLToPath(new URL(`../build/${name}`, import.meta.url));

let loaded: { addon: Addon } | { reason: string } | undefined;

/** The compiled addon, or why there is none. Loads at the first call, never at import. */
export function loadNative(): { addon: Addon } | { reason: string } {
  loaded ??= tryLoad();
  return loaded;
}

function tryLoad(): { addon: Addon } | { reason: string } {
  const path = file("native.node");
  if (existsSync(path)) {
    try {
      const addon: Addon = createRequire(import.meta.url)(path);
      return { addon: typedErrors(addon) };
    } catch (error) {
      return { reason: `the native engine does not load: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  const failed = file("failed.txt");
  const why = existsSync(failed) ? readFileSync(failed, "utf8").split("\n")[0] : "it was never built";
  return { reason: `the native engine is not built: ${why}; run node libs/native/build.mjs` };
}
