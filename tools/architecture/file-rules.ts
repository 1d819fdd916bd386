import { existsSync } from "node:fs";
import path from "node:path";
import { at, type Project, type Violation, type Workspace } from "./workspace";

const MAX_CODE_LINES = 300;
const MAX_TEST_LINES = 500;
const DUMPING_GROUNDS = new Set(["utils", "util", "helpers", "helper", "common", "misc", "shared"]);

/** Rules about one file or one lib, whatever it imports. */
export function fileRules(workspace: Workspace): Violation[] {
  return workspace.projects.flatMap((project) => [
    ...exportStar(workspace, project),
    ...environment(workspace, project),
    ...length(workspace, project),
    ...names(workspace, project),
    ...indexFiles(workspace, project),
    ...readme(workspace, project),
  ]);
}

function exportStar(workspace: Workspace, project: Project): Violation[] {
  return project.files.flatMap((file) =>
    file.exportsStar.map((line) => ({
      rule: "export-star",
      where: at(workspace, file, line),
      message: "export * hides what a lib offers: name the exports",
    })),
  );
}

function environment(workspace: Workspace, project: Project): Violation[] {
  const files = project.files.filter((f) => !/^apps\/[^/]+\/src\/env\.ts$/.test(at(workspace, f)));
  return files.flatMap((file) =>
    file.readsEnvironment.map((line) => ({
      rule: "environment",
      where: at(workspace, file, line),
      message: "process.env is read in apps/*/src/env.ts alone: take the value as an argument",
    })),
  );
}

function length(workspace: Workspace, project: Project): Violation[] {
  return project.files.flatMap((file) => {
    const max = /\.test\.tsx?$/.test(file.path) ? MAX_TEST_LINES : MAX_CODE_LINES;
    if (file.codeLines <= max) return [];
    return [
      { rule: "length", where: at(workspace, file), message: `${file.codeLines} code lines, at most ${max}: split it` },
    ];
  });
}

function names(workspace: Workspace, project: Project): Violation[] {
  return project.files.flatMap((file) => {
    const parts = at(workspace, file)
      .split("/")
      .map((part) => part.replace(/\..*$/, ""));
    const bad = parts.find((part) => DUMPING_GROUNDS.has(part));
    if (bad === undefined) return [];
    return [{ rule: "name", where: at(workspace, file), message: `"${bad}" names no concept: say what it holds` }];
  });
}

function indexFiles(workspace: Workspace, project: Project): Violation[] {
  if (!project.isLib) return [];
  const found = project.files.filter((file) => /^index\.tsx?$/.test(path.basename(file.path)));
  const extra = found.filter((file) => at(workspace, file) !== `${project.folder}/src/index.ts`);
  return extra.map((file) => ({
    rule: "index",
    where: at(workspace, file),
    message: "a lib has one index.ts, src/index.ts",
  }));
}

function readme(workspace: Workspace, project: Project): Violation[] {
  if (!project.isLib || existsSync(path.join(workspace.root, project.folder, "README.md"))) return [];
  return [
    { rule: "readme", where: project.folder, message: "expected README.md: what it is, three names, one example" },
  ];
}
