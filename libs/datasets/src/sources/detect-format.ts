import { DataError } from "@rlhf/domain";
import type { DataFile } from "./data-file";
import { parseJsonObject } from "./json-object";
import { readPieces, resume } from "./read-records";
import type { RecordKind } from "./records";

/** What a file's rows look like: the kind they can be read as, and the format in the words of its makers. */
type DetectedFormat = { kind: RecordKind; format: string };

const ROWS_LOOKED_AT = 100; // a file whose first hundred rows are all broken is not guessed at

/** The format of one row, by its keys; null when it is none that we read. */
export function formatOf(row: Record<string, unknown>): DetectedFormat | null {
  const has = (...keys: string[]) => keys.every((key) => key in row);
  if (has("conversations", "chosen", "rejected")) return { kind: "comparison", format: "ShareGPT preference" };
  if (has("chosen", "rejected")) return { kind: "comparison", format: preferenceFormat(row) };
  if (has("prompt", "completion", "label")) return { kind: "rated", format: "TRL unpaired preference" };
  if (has("prompt", "completion")) return { kind: "demonstration", format: `TRL prompt-completion${form(row)}` };
  if (has("prompt")) return { kind: "prompt", format: `TRL prompt-only${form(row)}` };
  if (has("messages")) return { kind: "prompt", format: "conversations, read as prompts" };
  return has("text") ? { kind: "text", format: "TRL language modeling" } : null;
}

function preferenceFormat(row: Record<string, unknown>): string {
  const { chosen } = row;
  if ("prompt" in row) return `TRL preference, explicit prompt${form(row)}`;
  return typeof chosen === "string" && chosen.startsWith("\n\nHuman:")
    ? "HH-RLHF dialogues"
    : "TRL preference, implicit prompt";
}

const form = ({ prompt }: Record<string, unknown>): string => (Array.isArray(prompt) ? ", conversational" : "");

/** The format of the first row that has one, and the file as if nothing had been read of it. */
export async function detectFormat(file: DataFile): Promise<{ found: DetectedFormat | null; file: DataFile }> {
  const iterator = file.bytes[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  const found = await firstFormat(tapped(iterator, head));
  return { found, file: { name: file.name, bytes: resume(head, iterator) } };
}

/** Hands on what it reads and keeps it; stopping early leaves the source open. */
async function* tapped(source: AsyncIterator<Uint8Array>, kept: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    kept.push(next.value);
    yield next.value;
  }
}

async function firstFormat(bytes: AsyncIterable<Uint8Array>): Promise<DetectedFormat | null> {
  let rows = 0;
  for await (const piece of readPieces(bytes)) {
    if (rows++ >= ROWS_LOOKED_AT) return null;
    const found = "text" in piece && piece.text.trim() !== "" ? formatOfText(piece.text) : null;
    if (found) return found;
  }
  return null;
}

function formatOfText(text: string): DetectedFormat | null {
  try {
    return formatOf(parseJsonObject(text));
  } catch (error) {
    if (error instanceof DataError) return null; // the import tells each bad row with its line
    throw error;
  }
}
