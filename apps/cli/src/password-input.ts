import { CancelledError } from "@rlhf/domain";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** The first line, without its end: `printf %s secret | rlhf … --password-stdin`. */
export async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of input) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text.split(/\r?\n/, 1)[0] ?? "";
}

/** Asks on the terminal and shows nothing of what is typed. */
export async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const stopped = new AbortController();
  terminal.once("SIGINT", () => stopped.abort());
  try {
    return await terminal.question("", { signal: stopped.signal });
  } catch (cause) {
    throw new CancelledError("reset-password: stopped, nothing was changed", { cause });
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
