import type { Artifacts } from "@rlhf/artifacts";
import { parseJson, RlhfError } from "@rlhf/domain";
import { open, type FileHandle } from "node:fs/promises";
import { z } from "zod";
import { importPath } from "./import-file";
import { Json } from "./routers/shapes";

/** Where a page begins: the byte in the stored file, and the number of the row there. */
export const RowPlace = z.strictObject({ offset: z.int().min(0), rowNo: z.int().min(0) });
export const ImportedRows = z.strictObject({
  rows: z.array(z.strictObject({ rowNo: z.int(), record: Json })),
  /** Null after the last row. */
  next: RowPlace.nullable(),
});

const NEWLINE = 0x0a;

/** A page of the rows of an imported file, read from its place on: what lies before is not touched. */
export async function importedRows(
  artifacts: Artifacts,
  of: { sha256: string; after: z.infer<typeof RowPlace>; limit: number },
): Promise<z.infer<typeof ImportedRows>> {
  const rows: z.infer<typeof ImportedRows>["rows"] = [];
  let { offset, rowNo } = of.after;
  for await (const line of linesFrom(await stored(artifacts, of.sha256), offset)) {
    if (rows.length === of.limit) return { rows, next: { offset, rowNo } };
    rows.push({ rowNo, record: Json.parse(parseJson(line.toString("utf8"))) });
    offset += line.length + 1;
    rowNo++;
  }
  return { rows, next: null };
}

async function* linesFrom(file: FileHandle, start: number): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of file.createReadStream({ start })) {
    rest = Buffer.concat([rest, z.instanceof(Buffer).parse(chunk)]);
    let from = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
      yield rest.subarray(from, end);
      from = end + 1;
    }
    rest = rest.subarray(from);
  }
}

/** The stored file as it is, piece by piece: it is TRL JSONL already. */
export async function* importedText(artifacts: Artifacts, sha256: string): AsyncGenerator<string> {
  const stream = (await stored(artifacts, sha256)).createReadStream({ encoding: "utf8" });
  for await (const part of stream) yield z.string().parse(part);
}

/** @throws RlhfError "not_found" when the artifacts folder lacks the file that the database names. */
async function stored(artifacts: Artifacts, sha256: string): Promise<FileHandle> {
  try {
    return await open(importPath(artifacts, sha256)); // its stream closes it
  } catch (cause) {
    const message = `import ${sha256.slice(0, 12)}: expected its rows among the artifacts, found none; import the file again`;
    throw new RlhfError("not_found", message, { cause });
  }
}
