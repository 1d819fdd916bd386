import path from "node:path";
import { at, type Violation, type Workspace } from "./workspace";

/** A file that imports itself through others at run time. `import type` is erased and closes no cycle. */
export function cycleRule(workspace: Workspace): Violation[] {
  const files = new Map(workspace.projects.flatMap((p) => p.files.map((f) => [f.path, f])));
  const edges = new Map<string, string[]>();
  for (const [from, file] of files) {
    const targets = file.imports.filter((i) => !i.isErased).map((i) => resolve(from, i.specifier, files));
    edges.set(
      from,
      targets.filter((t) => t !== undefined),
    );
  }
  return findCycles(edges).map((cycle) => {
    const names = cycle.map((p) => path.basename(p)).join(" → ");
    const file = files.get(cycle[0] ?? "");
    return { rule: "cycle", where: file ? at(workspace, file) : "", message: `imports go round: ${names}` };
  });
}

function resolve(from: string, specifier: string, files: Map<string, unknown>): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const base = path.resolve(path.dirname(from), specifier);
  return [base, `${base}.ts`, `${base}.tsx`, path.join(base, "index.ts")].find((candidate) => files.has(candidate));
}

/** One cycle per knot, by depth-first search: an edge to a file on the current path closes a cycle. */
function findCycles(edges: Map<string, string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const walk = (node: string, trail: string[]): void => {
    const start = trail.indexOf(node);
    if (start >= 0) return void cycles.push([...trail.slice(start), node]);
    if (done.has(node)) return;
    for (const next of edges.get(node) ?? []) walk(next, [...trail, node]);
    done.add(node);
  };
  for (const node of edges.keys()) walk(node, []);
  return cycles;
}
