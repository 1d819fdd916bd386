import { harbortown } from "@rlhf/datasets";
import { DataError } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { benchTokenizer, type TokenizerBench } from "@rlhf/tokenizer";
import { readFileSync } from "node:fs";
import path from "node:path";

const MERGES = 8_000;
const REPEATS = 5;
const BUILT_IN_BYTES = 1_000_000;

/** Training and coding speed on a text file, or on text that the built-in world writes. */
export function timeTokenizer(file: string | undefined): TokenizerBench & { corpus: string } {
  const corpus = file === undefined ? "harbortown" : path.basename(file);
  const text = file === undefined ? harbortownText() : readText(file);
  return { corpus, ...benchTokenizer(text, { now: () => performance.now(), merges: MERGES, repeats: REPEATS }) };
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
