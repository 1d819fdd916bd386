import { readFileSync } from "node:fs";
import ts from "typescript";

/** One import, export-from or import() of a file. `isErased`: it names types only and is gone at run time. */
export type ImportStatement = { specifier: string; line: number; isErased: boolean };

/** What the rules need to know of one source file. */
export type SourceFile = {
  path: string;
  imports: ImportStatement[];
  exportsStar: number[];
  readsEnvironment: number[];
  codeLines: number;
};

export function readSourceFile(path: string): SourceFile {
  const text = readFileSync(path, "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const file: SourceFile = { path, imports: [], exportsStar: [], readsEnvironment: [], codeLines: 0 };
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) file.imports.push({ specifier, line: lineOf(node), isErased: isErased(node) });
    if (isExportStar(node)) file.exportsStar.push(lineOf(node));
    if (isEnvironment(node)) file.readsEnvironment.push(lineOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  file.codeLines = countCodeLines(source);
  return file;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return textOf(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  return undefined;
}

function isErased(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return ts.isImportTypeNode(node);
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isExportStar(node: ts.Node): boolean {
  if (!ts.isExportDeclaration(node)) return false;
  return node.exportClause === undefined || ts.isNamespaceExport(node.exportClause);
}

function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "env" && isProcess(node.expression);
  const isDestructured =
    ts.isVariableDeclaration(node) && node.initializer !== undefined && isProcess(node.initializer);
  return isDestructured && ts.isObjectBindingPattern(node.name) && /\benv\b/.test(node.name.getText());
}

const isProcess = (node: ts.Node) => /^(globalThis\.)?process$/.test(node.getText());

/** Lines that hold at least one token: neither blank nor only comment. */
function countCodeLines(source: ts.SourceFile): number {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (node.getChildCount(source) > 0) return node.getChildren(source).forEach(visit);
    if (node.getWidth(source) === 0 || ts.isJSDoc(node)) return;
    const at = (position: number) => source.getLineAndCharacterOfPosition(position).line;
    for (let line = at(node.getStart(source)); line <= at(node.getEnd()); line++) lines.add(line);
  };
  source
    .getChildren(source)
    .filter((child) => !ts.isJSDoc(child))
    .forEach(visit);
  return lines.size;
}
