import path from "node:path";
import type { ImportStatement, SourceFile } from "./source-file";
import { TABLE } from "./table";
import { at, projectOf, type Project, type Violation, type Workspace } from "./workspace";

type Import = { workspace: Workspace; project: Project; file: SourceFile; statement: ImportStatement };

/** Every rule that one import statement can break. */
export function importRules(workspace: Workspace): Violation[] {
  const imports = workspace.projects.flatMap((project) =>
    project.files.flatMap((file) => file.imports.map((statement) => ({ workspace, project, file, statement }))),
  );
  return imports.flatMap((i) => [layer, deepImport, crossing, owner].flatMap((rule) => rule(i) ?? []));
}

function layer(i: Import): Violation | undefined {
  const target = projectOf(i.workspace, i.statement.specifier);
  if (target === undefined || target === i.project) return undefined;
  if (mayImport(i.project, target)) return undefined;
  return violation(
    i,
    "layer",
    `${i.project.short} may not import ${target.short}: imports flow down (ARCHITECTURE.md)`,
  );
}

function mayImport(from: Project, to: Project): boolean {
  if (TABLE.never[from.short]?.includes(to.short)) return false;
  const only = TABLE.only[from.short];
  if (only !== undefined) return only.includes(to.short);
  if (TABLE.sideways[from.short]?.includes(to.short)) return true;
  return to.layer !== undefined && (TABLE.layers[from.layer ?? ""] ?? []).includes(to.layer);
}

function deepImport(i: Import): Violation | undefined {
  const { specifier } = i.statement;
  const entry = /^@rlhf\/[^/]+\/(.+)$/.exec(specifier)?.[1];
  if (entry === undefined || projectOf(i.workspace, specifier)?.entries.includes(`./${entry}`)) return undefined;
  return violation(
    i,
    "deep-import",
    `${specifier}: import from the package's index, or an entry that its exports name`,
  );
}

function crossing(i: Import): Violation | undefined {
  const { specifier } = i.statement;
  if (!specifier.startsWith(".") || specifier.endsWith("/package.json")) return undefined;
  const target = path.relative(
    path.join(i.workspace.root, i.project.folder),
    path.resolve(path.dirname(i.file.path), specifier),
  );
  if (!target.startsWith("..")) return undefined;
  return violation(i, "crossing", `${specifier} leaves ${i.project.folder}: import the other package by its name`);
}

function owner(i: Import): Violation | undefined {
  const { specifier } = i.statement;
  const rule = TABLE.owners.find(({ packages }) => packages.some((name) => isOf(specifier, name)));
  if (rule === undefined || rule.owners.includes(i.project.short)) return undefined;
  return violation(i, "owner", `${specifier} belongs to ${rule.owners.join(" and ")} alone`);
}

const isOf = (specifier: string, name: string) =>
  specifier === name || specifier.startsWith(name.endsWith("/") ? name : `${name}/`);

function violation(i: Import, rule: string, message: string): Violation {
  return { rule, where: at(i.workspace, i.file, i.statement.line), message };
}

/** No project may reach another runtime's project by any path, whatever lies between. */
export function runtimeRule(workspace: Workspace): Violation[] {
  return workspace.projects.flatMap((project) => {
    const allowed = TABLE.runtimes[project.runtime ?? ""];
    if (allowed === undefined || project.layer === undefined || TABLE.layers[project.layer] === undefined)
      return [
        { rule: "tags", where: `${project.folder}/package.json`, message: "expected the tags layer:… and runtime:…" },
      ];
    const wrong = reachable(workspace, project).filter(({ to }) => !allowed.includes(to.runtime ?? ""));
    return wrong.map(({ via, to }) => ({
      rule: "runtime",
      where: project.folder,
      message: `runtime:${project.runtime} reaches runtime:${to.runtime} by ${[...via, to.short].join(" → ")}`,
    }));
  });
}

function reachable(workspace: Workspace, from: Project): { via: string[]; to: Project }[] {
  const seen = new Set([from]);
  const found: { via: string[]; to: Project }[] = [];
  const queue = [{ via: [from.short], of: from }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const to of importsOf(workspace, next.of)) {
      if (seen.has(to)) continue;
      seen.add(to);
      found.push({ via: next.via, to });
      queue.push({ via: [...next.via, to.short], of: to });
    }
  }
  return found;
}

function importsOf(workspace: Workspace, project: Project): Project[] {
  const specifiers = project.files.flatMap((file) => file.imports.map((i) => i.specifier));
  return specifiers.map((s) => projectOf(workspace, s)).filter((p) => p !== undefined);
}
