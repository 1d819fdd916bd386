import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Violation } from "./workspace";

/** Every file that the README's guided tour names must exist. */
export function tourRule(root: string): Violation[] {
  const readme = path.join(root, "README.md");
  if (!existsSync(readme))
    return [{ rule: "tour", where: "README.md", message: "expected a README with a guided tour" }];
  const section = tourSection(readFileSync(readme, "utf8"));
  if (section === undefined)
    return [{ rule: "tour", where: "README.md", message: 'expected a section whose title says "tour"' }];
  const missing = pathsIn(section).filter((p) => !existsSync(path.join(root, p)));
  return missing.map((p) => ({
    rule: "tour",
    where: "README.md",
    message: `the tour names ${p}, which does not exist`,
  }));
}

function tourSection(text: string): string | undefined {
  return text.split(/^(?=## )/m).find((section) => /^## .*tour/i.test(section));
}

/** Paths in code spans and links; `src/{a,b}.ts` stands for two. */
function pathsIn(section: string): string[] {
  const spans = [...section.matchAll(/`([^`\s]+)`|\]\(([^)\s]+)\)/g)].map((m) => m[1] ?? m[2] ?? "");
  const looksLikePath = (s: string) => /^[\w.@-]+(\/|\.md$|\.ts$)/.test(s) && !s.startsWith("@") && !s.includes("://");
  return spans.filter(looksLikePath).flatMap(expandBraces);
}

function expandBraces(text: string): string[] {
  const match = /^(.*)\{([^}]*)\}(.*)$/.exec(text);
  if (match === null) return [text];
  const [, before = "", inside = "", after = ""] = match;
  return inside.split(",").map((choice) => before + choice + after);
}
