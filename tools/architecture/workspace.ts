import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readSourceFile, type SourceFile } from "./source-file";

/** A lib, an app, examples or e2e. `short` is the name without its scope. */
export type Project = {
  short: string;
  folder: string;
  isLib: boolean;
  layer: string | undefined;
  runtime: string | undefined;
  /** What others may import: `.` and the entries beside it that package.json names, such as `./testing`. */
  entries: string[];
  files: SourceFile[];
};

export type Workspace = { root: string; projects: Project[] };

/** What a rule found: where, and what is wrong, with what to do. */
export type Violation = { rule: string; where: string; message: string };

const PackageJson = z.object({
  name: z.string(),
  exports: z.record(z.string(), z.unknown()).optional(),
  nx: z.object({ tags: z.array(z.string()) }).optional(),
});
const SKIPPED = new Set(["node_modules", "dist", "out-tsc", "generated", "build", ".next", "test-results"]);

export function readWorkspace(root: string): Workspace {
  const groups = ["libs", "apps"].flatMap((group) => subfolders(root, group));
  const folders = [...groups, "examples", "e2e"].filter((f) => existsSync(path.join(root, f, "package.json")));
  return { root, projects: folders.map((folder) => readProject(root, folder)) };
}

function readProject(root: string, folder: string): Project {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
  const { name, exports, nx } = PackageJson.parse(manifest);
  const tag = (kind: string) => nx?.tags.find((t) => t.startsWith(`${kind}:`))?.slice(kind.length + 1);
  return {
    short: name.replace(/^@rlhf\//, ""),
    folder,
    isLib: folder.startsWith("libs/"),
    layer: tag("layer"),
    runtime: tag("runtime"),
    entries: Object.keys(exports ?? {}),
    files: sourceFiles(path.join(root, folder)).map(readSourceFile),
  };
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourceFiles(at);
    return /\.(ts|tsx|mts)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [at] : [];
  });
}

function subfolders(root: string, group: string): string[] {
  const at = path.join(root, group);
  if (!existsSync(at)) return [];
  const entries = readdirSync(at, { withFileTypes: true });
  return entries.filter((e) => e.isDirectory()).map((e) => `${group}/${e.name}`);
}

/** The project that a bare specifier names, if it is one of ours. */
export function projectOf(workspace: Workspace, specifier: string): Project | undefined {
  const short = /^@rlhf\/([^/]+)/.exec(specifier)?.[1];
  return workspace.projects.find((p) => p.short === short);
}

/** `path:line` from the root, as editors open it. */
export function at(workspace: Workspace, file: SourceFile, line?: number): string {
  const relative = path.relative(workspace.root, file.path).replaceAll("\\", "/");
  return line === undefined ? relative : `${relative}:${line}`;
}
