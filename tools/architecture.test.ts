import { LoopConfig } from "@rlhf/domain";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { checkArchitecture, print } from "./architecture/check";
import { hyperparameterRule } from "./architecture/hyperparameters";

const ROOT = path.resolve(import.meta.dirname, "..");

describe("this workspace", () => {
  it("keeps every rule of ARCHITECTURE.md", () => {
    expect(checkArchitecture(ROOT).map(print)).toEqual([]);
  });

  it("documents every hyperparameter", () => {
    expect(hyperparameterRule(LoopConfig).map(print)).toEqual([]);
  });
});

describe("the checker", () => {
  let root = "";
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const project = (folder: string, tags: string[]) => {
    write(`${folder}/package.json`, JSON.stringify({ name: `@rlhf/${path.basename(folder)}`, nx: { tags } }));
    if (folder.startsWith("libs/")) write(`${folder}/README.md`, "# it");
    write(`${folder}/src/index.ts`, "export const one = 1;\n");
  };
  const rulesBroken = () => [...new Set(checkArchitecture(root).map((v) => v.rule))];

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "architecture-"));
    project("libs/domain", ["layer:nouns", "runtime:any"]);
    project("libs/stats", ["layer:numerics", "runtime:any"]);
    project("libs/native", ["layer:numerics", "runtime:tensor"]);
    project("libs/tensor", ["layer:numerics", "runtime:tensor"]);
    project("libs/datasets", ["layer:model", "runtime:server"]);
    project("libs/sft", ["layer:learning", "runtime:tensor"]);
    project("libs/ppo", ["layer:learning", "runtime:tensor"]);
    project("libs/db", ["layer:storage", "runtime:server"]);
    project("libs/artifacts", ["layer:storage", "runtime:server"]);
    project("libs/api", ["layer:surface", "runtime:server"]);
    project("apps/web", ["layer:app", "runtime:web"]);
    project("apps/cli", ["layer:app", "runtime:tensor"]);
    write("README.md", "# Demo\n\n## Guided tour\n\n`libs/{domain,stats}/src/index.ts`\n");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("finds nothing wrong in a clean tree", () => {
    write(
      "libs/tensor/src/ops.ts",
      'import { tf } from "@tensorflow/tfjs-core";\nimport "@rlhf/native";\nexport { tf };\n',
    );
    write("libs/ppo/src/loss.ts", 'import { one } from "@rlhf/tensor";\nexport const two = one;\n');
    write("apps/cli/src/env.ts", "export const home = process.env.HOME;\n");
    write("apps/cli/src/main.ts", 'const { one } = await import("@rlhf/db");\nexport { one };\n');
    expect(checkArchitecture(root).map(print)).toEqual([]);
  });

  const planted: [rule: string, what: string, file: string, text: string][] = [
    ["layer", "an import upwards", "libs/domain/src/a.ts", 'import "@rlhf/stats";'],
    ["layer", "an import between learning algorithms", "libs/ppo/src/a.ts", 'import "@rlhf/sft";'],
    ["layer", "an import between storage libs", "libs/artifacts/src/a.ts", 'import { one } from "@rlhf/db";'],
    ["layer", "a type import upwards", "libs/stats/src/a.ts", 'import type { one } from "@rlhf/ppo";'],
    ["layer", "an import() upwards", "libs/stats/src/a.ts", 'await import("@rlhf/ppo");'],
    ["layer", "an import type upwards", "libs/stats/src/a.ts", 'export type T = import("@rlhf/ppo").T;'],
    ["layer", "an export from upwards", "libs/stats/src/a.ts", 'export { one } from "@rlhf/ppo";'],
    ["layer", "surface in a process without a screen", "apps/cli/src/a.ts", 'import "@rlhf/api";'],
    ["runtime", "web reaching a tensor lib through api", "apps/web/src/a.ts", 'import "@rlhf/api";'],
    ["deep-import", "an import past an index", "libs/ppo/src/a.ts", 'import "@rlhf/tensor/src/ops";'],
    ["crossing", "a relative import into another lib", "libs/ppo/src/a.ts", 'import "../../tensor/src/index";'],
    ["owner", "TensorFlow.js outside tensor", "libs/ppo/src/a.ts", 'import "@tensorflow/tfjs-core";'],
    ["owner", "Prisma outside db", "apps/cli/src/a.ts", 'import "@prisma/client";'],
    ["owner", "pg outside db", "libs/artifacts/src/a.ts", 'import pg from "pg";'],
    ["owner", "Next outside web", "libs/api/src/a.ts", 'import "next/headers";'],
    ["environment", "process.env in a lib", "libs/stats/src/a.ts", "export const home = process.env.HOME;"],
    ["environment", "a destructured env", "libs/stats/src/a.ts", "const { env } = process; export { env };"],
    ["environment", "process.env in an app's main", "apps/cli/src/main.ts", "console.log(globalThis.process.env);"],
    ["export-star", "export *", "libs/stats/src/a.ts", 'export * from "./index";'],
    ["export-star", "export * as", "libs/stats/src/a.ts", 'export * as all from "./index";'],
    ["index", "a second index.ts", "libs/stats/src/deep/index.ts", "export const two = 2;"],
    ["name", "a file named utils", "libs/stats/src/utils.ts", "export const two = 2;"],
    ["name", "a folder named shared", "libs/stats/src/shared/win.ts", "export const two = 2;"],
    ["name", "a test of helpers", "libs/stats/src/helpers.test.ts", "export const two = 2;"],
    ["length", "301 lines of code", "libs/stats/src/a.ts", "export const a = 1;\n".repeat(301)],
    ["tour", "a tour to nowhere", "README.md", "## Guided tour\n`libs/domain/src/gone.ts`"],
    ["tour", "a README without tour", "README.md", "# Demo\n"],
    ["tags", "a project without tags", "libs/bare/package.json", '{"name":"@rlhf/bare"}'],
  ];
  it.each(planted)("catches %s: %s", (rule, _what, file, text) => {
    if (rule === "runtime") write("libs/api/src/a.ts", 'import "@rlhf/ppo";');
    write(file, text);
    expect(rulesBroken()).toContain(rule);
  });

  it("lets an entry be imported that the package's exports name", () => {
    write(
      "libs/db/package.json",
      '{"name":"@rlhf/db","exports":{".":"./src/index.ts","./testing":"./src/testing.ts"},"nx":{"tags":["layer:storage","runtime:server"]}}',
    );
    write("apps/cli/src/a.ts", 'import "@rlhf/db/testing";');
    expect(rulesBroken()).toEqual([]);
    write("apps/cli/src/a.ts", 'import "@rlhf/db/src/testing";');
    expect(rulesBroken()).toEqual(["deep-import"]);
  });

  it("does not count comments and blank lines", () => {
    write("libs/stats/src/a.ts", "/** why\n * because */\n\n// so\nexport const a = 1;\n".repeat(300));
    expect(rulesBroken()).toEqual([]);
    write("libs/stats/src/a.ts", "// so\nexport const a = 1;\n".repeat(301));
    expect(rulesBroken()).toEqual(["length"]);
  });

  it("catches a lib without README", () => {
    rmSync(path.join(root, "libs/stats/README.md"));
    expect(rulesBroken()).toEqual(["readme"]);
  });

  it("catches a cycle of three files, and only where there is one", () => {
    write("libs/stats/src/a.ts", 'import "./b";');
    write("libs/stats/src/b.ts", 'import { c } from "./c";');
    write("libs/stats/src/c.ts", 'import "./index";');
    expect(rulesBroken()).toEqual([]);
    write("libs/stats/src/c.ts", 'import "./a";');
    expect(rulesBroken()).toEqual(["cycle"]);
    write("libs/stats/src/b.ts", 'import type { c } from "./c";'); // erased: nothing goes round at run time
    expect(rulesBroken()).toEqual([]);
  });

  it("catches a hyperparameter without unit or source, however deep", () => {
    const said = z.number().meta({ description: "step size", unit: "1", source: "Adam" });
    const schema = z.strictObject({
      sft: z.strictObject({ lr: said.default(1), seed: z.number().describe("no unit").default(1) }).prefault({}),
      world: z.strictObject({ kind: z.literal("x"), size: z.number() }).optional(),
    });
    expect(hyperparameterRule(schema).map((v) => v.where)).toEqual([
      "libs/domain/src/config (sft.seed)",
      "libs/domain/src/config (world.size)",
    ]);
  });
});
