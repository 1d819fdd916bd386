import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = path.resolve(import.meta.dirname, "../setup-tensorflow.mjs");
let folder = "";
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), "rlhf-tensorflow-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function touch(...names: string[]) {
  for (const name of names) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "");
  }
}

/** The script with only the named programs on its PATH, each a script that says `body`, and an empty cache. */
function setup(args: string[], programs: Record<string, string> = {}) {
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(process.execPath, path.join(bin, "node"));
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const env = { PATH: bin, HOME: folder, XDG_CACHE_HOME: path.join(folder, "cache") };
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, ...args], { env, encoding: "utf8" });
  return { status, lines: (stdout + stderr).trim().split("\n") };
}

describe("setup:tensorflow", () => {
  it.each([
    { args: ["--cuda", "--cpu"], says: /expected --cuda or --cpu, got both/ },
    { args: ["--lib", "x", "--version", "2.15.1"], says: /expected --lib alone/ },
    { args: ["--version", "latest"], says: /--version: expected X\.Y\.Z.*got latest/ },
    { args: ["--gpu"], says: /Unknown option '--gpu'/ },
    { args: [], says: /expected a C\+\+ compiler/ },
  ])("refuses $args in one line", ({ args, says }) => {
    const { status, lines } = setup(args);
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(says);
  });

  const here = process.platform === "linux" && process.arch === "x64";

  it.runIf(here)("names what is missing: python, pip, the network", () => {
    const compiler = { "g++": "exit 0" };
    expect(setup([], compiler).lines.at(-1)).toMatch(/expected python3 with pip on the PATH/);
    rmSync(path.join(folder, "bin"), { recursive: true });
    const noPip = '[ "$1" = --version ]';
    expect(setup([], { ...compiler, python3: noPip }).lines.at(-1)).toMatch(/expected python3 to have pip/);
    rmSync(path.join(folder, "bin"), { recursive: true });
    const offline = '[ "$3" = download ] || exit 0; echo "WARNING: after connection broken by" >&2; exit 1';
    const { status, lines } = setup(["--cpu"], { ...compiler, python3: offline });
    expect(status).toBe(1);
    expect(lines.at(-1)).toMatch(/could not download tensorflow-cpu==[\d.]+: the package index cannot be reached/);
  });
});

describe("setup:tensorflow --lib", () => {
  const installed = existsSync(path.resolve(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-node-gpu"));
  const echo = { "g++": '[ "$1" = --version ] || { echo "error: $*" >&2; exit 1; }' };

  it.runIf(installed)(
    "compiles against the layout of a wheel or of the C library, and says what the compiler said",
    () => {
      touch("wheel/tensorflow/libtensorflow_cc.so.2", "wheel/tensorflow/libtensorflow_framework.so.2");
      touch("wheel/tensorflow/include/tensorflow/c/eager/c_api.h");
      const wheel = setup(["--lib", path.join(folder, "wheel")], echo).lines.at(-1);
      expect(wheel).toMatch(
        /could not compile the binding: error: .* -L\S+\/wheel\/tensorflow -l:libtensorflow_cc\.so\.2/,
      );
      rmSync(path.join(folder, "bin"), { recursive: true });
      touch("c/lib/libtensorflow.so.2", "c/lib/libtensorflow_framework.so.2", "c/include/tensorflow/c/eager/c_api.h");
      const archive = setup(["--lib", path.join(folder, "c")], echo).lines.at(-1);
      expect(archive).toMatch(/ -I\S+\/c\/include .* -L\S+\/c\/lib -l:libtensorflow\.so\.2/);
    },
  );

  it("says which file a folder lacks", () => {
    const empty = setup(["--lib", folder], echo).lines.at(-1);
    expect(empty).toMatch(/expected libtensorflow_cc\.so\.2 and libtensorflow_framework\.so\.2/);
    rmSync(path.join(folder, "bin"), { recursive: true });
    touch("lib/libtensorflow.so.2", "lib/libtensorflow_framework.so.2");
    expect(setup(["--lib", folder], echo).lines.at(-1)).toMatch(/expected include\/tensorflow\/c\/eager\/c_api\.h/);
  });
});
