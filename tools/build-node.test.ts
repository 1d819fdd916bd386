import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const BUILD = path.resolve(import.meta.dirname, "build-node.mjs");

describe("the bundle of an app", () => {
  let root = "";
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "build-node-")));
    write("package.json", '{"type":"module"}');
    write("libs/a/src/where.ts", "export const where = import.meta.url;\nexport const folder = import.meta.dirname;\n");
    write(
      "apps/c/src/main.ts",
      'if (process.argv[2] === "missing") await import("not-installed");\n' +
        'const { where, folder } = await import("../../../libs/a/src/where");\nconsole.log(JSON.stringify({ where, folder }));\n',
    );
    execFileSync(process.execPath, [BUILD, "src/main.ts"], { cwd: path.join(root, "apps/c") });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("runs, and a library in it still knows where its source lies", () => {
    const out = execFileSync(process.execPath, [path.join(root, "apps/c/dist/main.js")]).toString();
    const source = path.join(root, "libs/a/src/where.ts");
    expect(JSON.parse(out)).toEqual({ where: pathToFileURL(source).href, folder: path.dirname(source) });
  });

  it("is a test build only when asked for, and that one lies elsewhere", () => {
    write("apps/c/src/main.ts", "declare const RLHF_TEST_BUILD: boolean;\nconsole.log(RLHF_TEST_BUILD);\n");
    const cwd = path.join(root, "apps/c");
    execFileSync(process.execPath, [BUILD, "src/main.ts"], { cwd });
    execFileSync(process.execPath, [BUILD, "--test-build", "src/main.ts"], { cwd });
    const said = (main: string) => execFileSync(process.execPath, [path.join(cwd, main)]).toString();
    expect([said("dist/main.js"), said("dist/test/main.js")]).toEqual(["false\n", "true\n"]);
  });

  it("keeps lazy imports out of the entry and leaves outside packages to Node", () => {
    const main = readFileSync(path.join(root, "apps/c/dist/main.js"), "utf8");
    expect(main).toContain('import("not-installed")');
    expect(main).toMatch(/import\("\.\/where-[A-Z0-9]+\.js"\)/);
  });
});
