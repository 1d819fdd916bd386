// node tools/papers.mjs [--check]: writes docs/papers.md from the @source lines of the code: source → file → test.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
const OUT = path.join(ROOT, "docs/papers.md");
const SKIPPED = new Set(["node_modules", "dist", "out-tsc", "generated", "build", "golden"]);

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourceFiles(at);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts") ? [at] : [];
  });
}

function rowsOf(file) {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(/@source\s+(.+(?:\n \*\s+[^@\s*/].*)*)/g)].map((m) => m[1]);
  const test = file.replace(/\.ts$/, ".test.ts");
  const from = (at) => path.relative(ROOT, at).replaceAll("\\", "/");
  const tested = existsSync(test) ? `\`${path.basename(test)}\`` : "";
  return found.map((source) => `| ${oneLine(source)} | \`${from(file)}\` | ${tested} |`);
}

const oneLine = (text) =>
  text
    .replace(/\n \*\s+/g, " ")
    .replace(/\s*\*\/.*$/, "")
    .replaceAll("|", "\\|")
    .trim();

const rows = [...new Set(sourceFiles(path.join(ROOT, "libs")).flatMap(rowsOf))].sort();
const page = `# Papers

From source to file to the test of its own name. Written by \`node tools/papers.mjs\` from the \`@source\` lines of the code:
correct them there.

| source | file | test |
| --- | --- | --- |
${rows.join("\n")}
`;
if (!process.argv.includes("--check")) writeFileSync(OUT, page);
else if (!existsSync(OUT) || readFileSync(OUT, "utf8") !== page) {
  console.error("docs/papers.md is not what the code says; run node tools/papers.mjs");
  process.exitCode = 1;
}
