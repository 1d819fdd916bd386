import { DataError } from "@rlhf/domain";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { markdownTable, writeGeneratedBlock } from "./generated-block";

const folder = mkdtempSync(path.join(tmpdir(), "rlhf-block-"));
const page = path.join(folder, "page.md");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("replaces what stands between the marks, again and again, and nothing else", async () => {
  writeFileSync(page, "# A\n\n<!-- t -->\n<!-- /t -->\n\nend\n");
  await writeGeneratedBlock(page, "t", "one");
  await writeGeneratedBlock(page, "t", markdownTable(["a", "b"], [["1", "2"]]));
  const text = readFileSync(page, "utf8");
  expect(text.startsWith("# A\n\n<!-- t -->")).toBe(true);
  expect(text.endsWith("<!-- /t -->\n\nend\n")).toBe(true);
  expect(text).toContain("| a | b |\n| --- | --- |\n| 1 | 2 |");
  expect(text).not.toContain("one");
});

it("refuses a page without the marks and leaves it as it is", async () => {
  writeFileSync(page, "nothing here\n");
  await expect(writeGeneratedBlock(page, "t", "one")).rejects.toThrow(DataError);
  expect(readFileSync(page, "utf8")).toBe("nothing here\n");
});
