import { DataError } from "@rlhf/domain";
import type { DataFile } from "./data-file";
import { refuseUnstorableText } from "./json-object";
import { readLines } from "./lines";
import type { Piece } from "./pieces";
import { readEvent, type ReadEvent, type ReadOptions } from "./read-records";
import type { TextRecord } from "./records";

const MAX_CHARS = 2_000; // a page; rows are cut to the context later

/**
 * A text file as documents of whole lines, at most `maxChars` characters each, cut at an empty line where one is near.
 * Laid end to end they are the file, with LF line ends. Lines with NUL or without UTF-8 are refused.
 * @throws DataError if the file holds no text or cannot be opened.
 */
export async function* readPlainText(
  file: DataFile,
  { maxChars = MAX_CHARS, seen = new Set(), maxLineBytes }: ReadOptions & { maxChars?: number } = {},
): AsyncGenerator<ReadEvent<TextRecord>> {
  let isEmpty = true;
  for await (const piece of documents(readLines(file.bytes, { maxLineBytes }), maxChars)) {
    isEmpty &&= "text" in piece && piece.text.trim() === "";
    yield readEvent(piece, (text) => ({ text }), seen);
  }
  if (isEmpty) throw new DataError(`${file.name}: expected text, got an empty file`);
}

async function* documents(lines: AsyncIterable<Piece>, maxChars: number): AsyncGenerator<Piece> {
  let [text, line] = ["", 1];
  const document = (): Piece => ({ line, text, terminated: true });
  for await (const piece of lines) {
    const refused = refusal(piece);
    if (refused !== undefined) {
      yield refused;
      continue;
    }
    for (const part of "text" in piece ? cutLongLine(piece, maxChars) : []) {
      const isBreak = part === "\n" && text.length >= maxChars / 2;
      if (text.length > 0 && (isBreak || text.length + part.length > maxChars)) {
        yield document();
        text = "";
      }
      if (text === "") line = piece.line;
      text += part;
    }
  }
  if (text.length > 0) yield document();
}

function refusal(piece: Piece): Piece | undefined {
  if ("reason" in piece) return piece;
  try {
    refuseUnstorableText(piece.text);
    return undefined;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { line: piece.line, reason: error.message };
  }
}

/** The line with its end, in parts of at most maxChars that break behind a space or between whole characters. */
function cutLongLine({ text, terminated }: { text: string; terminated: boolean }, maxChars: number): string[] {
  const parts: string[] = [];
  let rest = terminated ? `${text}\n` : text;
  while (rest.length > maxChars) {
    const space = rest.lastIndexOf(" ", maxChars - 1) + 1;
    const whole = /[\uD800-\uDBFF]/.test(rest[maxChars - 1] ?? "") ? maxChars - 1 : maxChars;
    const end = Math.max(space > 0 ? space : whole, 1);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === "" ? parts : [...parts, rest];
}
