import { DataError } from "@rlhf/domain";
import { readFile, writeFile } from "node:fs/promises";

/**
 * Replaces what stands between `<!-- name -->` and `<!-- /name -->` in a page, so that its tables come from the command that
 * measured them. @throws DataError when the page has no such place.
 */
export async function writeGeneratedBlock(page: string, name: string, markdown: string): Promise<void> {
  const text = await readFile(page, "utf8");
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new DataError(`${page}: expected ${open} and then ${close}, found none`);
  const block = `${open}\n\n<!-- prettier-ignore-start -->\n\n${markdown.trim()}\n\n<!-- prettier-ignore-end -->\n\n`;
  await writeFile(page, text.slice(0, from) + block + text.slice(to));
}

/** A table in Markdown. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
