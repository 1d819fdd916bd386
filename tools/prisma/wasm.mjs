// Loads Prisma's schema engine from its npm package.
import * as bg from "@prisma/schema-engine-wasm/schema_engine_bg";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));

export function engineVersion() {
  return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")).version.replace(/^.*\./, "");
}

export function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY ??= {
    message: "",
    get() {
      return this.message;
    },
    set_message(message) {
      this.message = `RuntimeError: ${message}`;
    },
  };
  const bytes = fs.readFileSync(path.join(folder, "schema_engine_bg.wasm"));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { "./schema_engine_bg.js": bg });
  bg.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bg;
}
