import { harbortown } from "@rlhf/datasets";
import { DataError } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { benchTokenizer, type TokenizerBench } from "@rlhf/tokenizer";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const MERGES = 8_000;
const REPEATS = 5;
const BUILT_IN_BYTES = 1_000_000;

const SHAKESPEARE = "shared/data/tinyshakespeare/input.txt";

/** Training and coding speed on a text file; by default tinyshakespeare, or text of the built-in world where that is not there. */
export function timeTokenizer(file = findAbove(SHAKESPEARE)): TokenizerBench & { corpus: string } {
  const corpus = file === undefined ? "harbortown" : file.split(path.sep).slice(-2).join("/");
  const text = file === undefined ? harbortownText() : readText(file);
  return { corpus, ...benchTokenizer(text, { now: () => performance.now(), merges: MERGES, repeats: REPEATS }) };
}

/** The file in a folder above this program. */
function findAbove(name: string): string | undefined {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, name))) return path.join(folder, name);
    if (folder === path.dirname(folder)) return undefined;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new DataError(`--file ${file}: expected a readable text file; check the path`, { cause });
  }
}

function harbortownText(): string {
  const rng = new Philox({ seed: 1, purpose: "bench/text" });
  const documents: string[] = [];
  for (let bytes = 0; bytes < BUILT_IN_BYTES;) {
    const { prompt, responseWords } = harbortown.document(rng, "broad");
    const text = `${prompt.text}\n${responseWords.join(" ")}\n`;
    documents.push(text);
    bytes += text.length;
  }
  return documents.join("");
}
