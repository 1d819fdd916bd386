// Inputs that are hostile by size: each is read in a process of its own, whose memory is measured.
import { encodeSafetensors } from "@rlhf/tensor";

/** `memory`: the growth that is allowed, in sizes of the input. `slow`: left to the slow lane. */
type BigCase = { reader: string; make: () => Uint8Array; memory?: number; slow?: true };

const TOKENS = 40; // a text's ids take 8 bytes for each of its bytes, and as much again while a long piece is merged

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const MB = 1 << 20;

/** A safetensors file whose header is this text, padded to the length it says. */
function headerOf(text: string): Uint8Array {
  const json = utf8(text);
  const bytes = new Uint8Array(8 + json.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const manyTensors = (): Uint8Array => {
  const names = Array.from({ length: 20_000 }, (_, i) => [`h.${i}.w`, { shape: [1], values: Float32Array.of(i) }]);
  return encodeSafetensors(Object.fromEntries(names));
};
const oneWord = (unit: string, bytes: number): string => unit.repeat(bytes / unit.length);
const nested = (open: string, depth: number): string => `{"prompt":${open.repeat(depth)}`;

export const BIG_CASES: Record<string, BigCase> = {
  "a JSONL line of 50 MB": { reader: "jsonl prompts", make: () => utf8(`{"prompt":"${oneWord("x", 50 * MB)}"}\n{"prompt":"a"}\n`) }, // prettier-ignore
  "a JSONL line of 8 MB": {
    reader: "jsonl prompts",
    slow: true,
    make: () => utf8(`{"prompt":"${oneWord("x", 8 * MB)}"}\n`),
  },
  "a JSONL line a million levels deep": { reader: "jsonl prompts", make: () => utf8(nested("[", 1e6)) },
  "a JSONL line of a million empty lists": { reader: "jsonl prompts", slow: true, make: () => utf8(`{"prompt":"a","x":[${"[],".repeat(1e6)}[]]}\n`) }, // prettier-ignore
  "a file of 100,000 rows": { reader: "trl preferences", slow: true, make: () => utf8('{"prompt":"a","chosen":"b","rejected":"c"}\n'.repeat(1e5)) }, // prettier-ignore
  "an array of 100,000 rows": { reader: "jsonl prompts", slow: true, make: () => utf8(`[${'{"prompt":"a"},'.repeat(1e5)}{"prompt":"b"}]`) }, // prettier-ignore
  "a safetensors file of 16 MB": { reader: "safetensors", slow: true, make: () => encodeSafetensors({ w: { shape: [4 * MB], values: new Float32Array(4 * MB) } }) }, // prettier-ignore
  "a safetensors file of 20,000 tensors": { reader: "safetensors", slow: true, make: manyTensors },
  "a safetensors header with a name of 8 MB": { reader: "safetensors", make: () => headerOf(`{"${oneWord("x", 8 * MB)}":1}`) }, // prettier-ignore
  "a safetensors header a million levels deep": { reader: "safetensors", slow: true, make: () => headerOf(`{"x":${"[".repeat(1e6)}${"]".repeat(1e6)}}`) }, // prettier-ignore
  "a safetensors header of a million empty lists": { reader: "safetensors", slow: true, make: () => headerOf(`{"x":[${"[],".repeat(1e6)}[]]}`) }, // prettier-ignore
  "a manifest of a million empty lists": { reader: "checkpoint manifest", make: () => utf8(`{"files":[${"[],".repeat(1e6)}[]]}`) }, // prettier-ignore
  "a manifest a million levels deep": { reader: "checkpoint manifest", slow: true, make: () => utf8(`{"state":${"[".repeat(1e6)}${"]".repeat(1e6)}}`) }, // prettier-ignore
  "a merges file of a million lines": { reader: "merges file", make: () => utf8("t h\n".repeat(1e6)) },
  "a merges file of one line of 8 MB": { reader: "merges file", slow: true, make: () => utf8(oneWord("t h ", 8 * MB)) },
  "a tokenizer of a million merges": { reader: "tokenizer json", make: () => utf8(`{"kind":"bpe","merges":[${"[5,6,260],".repeat(1e6)}[5,6,260]]}`) }, // prettier-ignore
  "a tokenizer of a million words": { reader: "tokenizer json", slow: true, make: () => utf8(`{"kind":"word","strict":false,"words":[${'"a",'.repeat(1e6)}"b"]}`) }, // prettier-ignore
  "a tokenizer a million levels deep": { reader: "tokenizer json", slow: true, make: () => utf8(`${"[".repeat(1e6)}${"]".repeat(1e6)}`) }, // prettier-ignore
  "a config a million levels deep": { reader: "config", make: () => utf8(`{"ppo":${'{"a":'.repeat(1e6)}1${"}".repeat(1e6)}}`) }, // prettier-ignore
  "a config of a million unknown keys": { reader: "config", make: () => utf8(`{${Array.from({ length: 1e6 }, (_, i) => `"k${i}":1`).join()}}`) }, // prettier-ignore
  "a setting with a path of a million keys": { reader: "config settings", make: () => utf8(`${"a.".repeat(1e6)}a=1`) },
  "a million arguments": { reader: "cli arguments", slow: true, make: () => utf8(`demo${"\n--set\na=1".repeat(5e5)}`) },
  "one word of 1 MB": { reader: "text to tokens", memory: TOKENS, make: () => utf8(oneWord("a", MB)) },
  "spaces of 1 MB": { reader: "text to tokens", memory: TOKENS, slow: true, make: () => utf8(oneWord(" ", MB)) },
  "apostrophes of 1 MB": { reader: "text to tokens", memory: TOKENS, slow: true, make: () => utf8(oneWord("'l", MB)) },
  "combining marks of 1 MB": {
    reader: "text to tokens",
    memory: TOKENS,
    slow: true,
    make: () => utf8("\u0301".repeat(MB / 2)),
  },
  "digits and letters in turn, 1 MB": {
    reader: "text to tokens",
    memory: TOKENS,
    slow: true,
    make: () => utf8(oneWord("1a", MB)),
  },
};

export function bigCase(name: string): { reader: string; bytes: Uint8Array; memory: number } {
  const found = BIG_CASES[name];
  if (!found) throw new Error(`no big case is called ${name}`);
  return { reader: found.reader, bytes: found.make(), memory: found.memory ?? 10 };
}
