// Every reader of what comes from outside, in one table: how it reads bytes, and valid files to start from.
import { collectRecords, readPlainText, readRecords, type DataFile, type RecordKind } from "@rlhf/datasets";
import { importGpt2 } from "@rlhf/gpt";
import { decodeSafetensors, encodeSafetensors } from "@rlhf/tensor";
import { bpeFromJSON, gpt1FromFiles, gpt2FromFiles, tokenizerFromText, trainBpe, wordTokenizer } from "@rlhf/tokenizer";
import { parseJson, RlhfError, type LoopConfig } from "@rlhf/domain";
import { parseConfigText, resolveLoopConfig } from "../../apps/cli/src/config-input";
import { readEnv } from "../../apps/cli/src/env";
import { buildProgram, runProgram } from "../../apps/cli/src/program";
import { decodeManifest } from "../../libs/artifacts/src/manifest";

export type Reader = {
  /** Takes any bytes; throws a typed error for those it refuses. */
  read(bytes: Uint8Array): unknown;
  /** Files it accepts, which the fuzzer damages. */
  valid: readonly Uint8Array[];
  /** Words of the format, which the fuzzer strews in. */
  words: readonly string[];
  /** Where the fuzzer can only meet one side: text is never refused, a model without its weights always. */
  always?: "accepts" | "refuses";
};

/** What a reader may throw: an error of ours, with a code, or one of usage. */
export function isTyped(error: unknown): boolean {
  if (error instanceof RlhfError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const JSON_WORDS = [
  ...'{}[]",:\\\n\0',
  "\uFEFF",
  "\r",
  "NaN",
  "1e999",
  "-1",
  "null",
  "__proto__",
  "constructor",
  "😀",
  "\\ud800",
];

function fileOf(bytes: Uint8Array): DataFile {
  return { name: "fuzz", bytes: chunks(bytes) };
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const size = 1 + (bytes.length % 7 === 0 ? 65_536 : bytes.length % 97);
  const step = bytes.length > 10_000 ? 65_536 : size;
  for (let at = 0; at < bytes.length; at += step) yield await Promise.resolve(bytes.subarray(at, at + step));
}

async function drain(events: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const event of events) count += event === undefined ? 0 : 1;
  return count;
}

/** Every event of the file, then again up to the first refusal, as an import that stops there. */
function records(kind: RecordKind, ...valid: string[]): Reader {
  const read = async (bytes: Uint8Array): Promise<void> => {
    await drain(readRecords(fileOf(bytes), kind));
    if (bytes.length < 10_000) await collectRecords({ name: "fuzz" }, readRecords(fileOf(bytes), kind));
  };
  const words = [
    ...JSON_WORDS,
    "prompt",
    "chosen",
    "rejected",
    "completion",
    "label",
    "margin",
    "text",
    "\n\nAssistant:",
  ];
  return { read, valid: valid.map(utf8), words };
}

const user = (content: string) => ({ role: "user", content });
const bot = (content: string) => ({ role: "assistant", content });
const line = (row: unknown): string => `${JSON.stringify(row)}\n`;
const hh = (answer: string): string => `\n\nHuman: hi\n\nAssistant: hello\n\nHuman: and?\n\nAssistant:${answer}`;

const tensors = {
  "wte.weight": { shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  "ln_f.bias": { shape: [2], values: Float32Array.of(0, -1) },
};
const mixedHeader = JSON.stringify({
  __metadata__: { format: "pt" },
  a: { dtype: "F16", shape: [2], data_offsets: [0, 4] },
  b: { dtype: "I64", shape: [1], data_offsets: [4, 12] },
  c: { dtype: "BOOL", shape: [1, 1], data_offsets: [12, 13] },
});
const mixed = Uint8Array.from([mixedHeader.length & 255, mixedHeader.length >> 8, 0, 0, 0, 0, 0, 0, ...utf8(mixedHeader), 0, 60, 0, 60, 5, 0, 0, 0, 0, 0, 0, 0, 1]); // prettier-ignore

const sha = "ab".repeat(32);
const manifest = {
  ...{ version: 1, runId: "r", epoch: 1, step: 3, kind: "sft", createdAt: "2026-11-24T00:00:00.000Z" },
  files: [{ name: "model.safetensors", bytes: 12, sha256: sha }],
  state: { counters: { step: 3 } },
};

// GPT-2's order of bytes: 94 printable ASCII, 12 and 82 printable Latin-1, then the stand-ins from U+0100 on
const symbols = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i + (i < 94 ? 33 : i < 106 ? 67 : 68)));
const gpt2Encoder = Object.fromEntries([...symbols, "th", "the", "<|endoftext|>"].map((token, id) => [token, id]));
const gpt1Encoder = Object.fromEntries(["<unk>", "a", "b", "b</w>", "ab", "ab</w>"].map((token, id) => [token, id]));
const MERGES = "#version: 0.2\nt h\nth e\n";
const SPLIT = "\n---\n";
const pairOf = (json: unknown, merges: string): Uint8Array => utf8(JSON.stringify(json) + SPLIT + merges);
const bpe = trainBpe(["the cat sat on the mat; naïve 12 123 the cat's hat \n\n  ".repeat(9)], { vocabSize: 300 });

/** The encoder before the line "---", the merges after it. */
function twoFiles(read: (encoder: unknown, merges: string) => { encode(text: string): unknown }) {
  return (bytes: Uint8Array): void => {
    const [encoder = "", merges = ""] = textOf(bytes).split(SPLIT);
    read(parseJson(encoder), merges).encode("The theme: abab 12\n");
  };
}

const preset = JSON.stringify({ world: { kind: "harbortown" }, model: { nLayer: 1, nHead: 2, nEmbd: 16 }, ppo: { steps: 3, lr: 1e-3, klController: "adaptive" } }); // prettier-ignore
const loopConfig = (tree: unknown, settings: string[] = []): LoopConfig =>
  resolveLoopConfig({ name: "fuzz", tree }, settings);

/** The program with every action taken out: what is left reads arguments. */
type Command = ReturnType<typeof buildProgram>;
function argumentsOnly(command: Command): Command {
  command
    .action(() => undefined)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined, outputError: () => undefined });
  command.exitOverride();
  command.commands.forEach(argumentsOnly);
  return command;
}

const gpt2Config = { model_type: "gpt2", n_layer: 1, n_head: 2, n_embd: 4, n_positions: 8, vocab_size: 10 };

export const READERS: Record<string, Reader> = {
  "jsonl prompts": records(
    "prompt",
    line({ prompt: "a" }) + line({ prompt: [user("b")] }),
    `[${line({ prompt: "a" })}]`,
  ),
  "jsonl texts": records("text", line({ text: "a\n" }).repeat(3)),
  "trl demonstrations": records(
    "demonstration",
    line({ prompt: "a", completion: "b" }),
    line({ prompt: [user("a")], completion: [bot("b")] }),
  ),
  "trl preferences": records(
    "comparison",
    line({ prompt: "a", chosen: "b", rejected: "c", margin: 1 }),
    line({ chosen: [user("a"), bot("b")], rejected: [user("a"), bot("c")] }),
    line({ chosen: "the cat sat", rejected: "the cat ran" }),
  ),
  "trl unpaired": records("rated", line({ prompt: "a", completion: "b", label: true })),
  "hh-rlhf": records("comparison", line({ chosen: hh(" yes"), rejected: hh(" no") }).repeat(2)),
  sharegpt: records(
    "comparison",
    line({ conversations: [{ from: "human", value: "a" }], chosen: { from: "gpt", value: "b" }, rejected: { from: "gpt", value: "c" } }), // prettier-ignore
  ),
  "plain text": {
    read: (bytes) => drain(readPlainText(fileOf(bytes))),
    valid: [utf8("one paragraph\nof two lines\n\nanother\r\n\r\n")],
    words: ["\n", "\r", "\0", "\uFEFF", "\u2028"],
  },
  safetensors: {
    read: (bytes) => decodeSafetensors(bytes),
    valid: [encodeSafetensors(tensors, { step: "7" }), encodeSafetensors({}), mixed],
    words: [...JSON_WORDS, "dtype", "shape", "data_offsets", "F32", "I64", "[0,4]", "9007199254740993", "__metadata__", "18446744073709551615"], // prettier-ignore
  },
  "checkpoint manifest": {
    read: (bytes) => decodeManifest(bytes),
    valid: [utf8(JSON.stringify(manifest))],
    words: [...JSON_WORDS, "../", "/etc/passwd", "..%2f", "version", "2", sha.toUpperCase()],
  },
  "tokenizer json": {
    read: (bytes) => {
      const tokenizer = tokenizerFromText(textOf(bytes));
      tokenizer.decode(tokenizer.encode("the theme\0 12"));
    },
    valid: [
      utf8(JSON.stringify(bpe.toJSON())),
      utf8(JSON.stringify(wordTokenizer(["a", "b"], { strict: false }).toJSON())),
      utf8(JSON.stringify({ kind: "gpt1", merges: [["a", "b</w>"]], tokens: ["<unk>", "a", "b</w>", "ab</w>"] })),
    ],
    words: [...JSON_WORDS, "kind", "merges", "tokens", "words", "260", "1e99", "0"],
  },
  "byte tokenizer json": {
    read: (bytes) => bpeFromJSON(parseJson(textOf(bytes))).vocabSize,
    valid: [utf8(JSON.stringify(bpe.toJSON()))],
    words: [...JSON_WORDS, "kind", "260", "261", "0"],
  },
  "gpt-2 encoder and merges": {
    read: twoFiles(gpt2FromFiles),
    valid: [pairOf(gpt2Encoder, MERGES)],
    words: [...JSON_WORDS, "t h", "th e", "#version", "e t", "a b c", "Ġ"],
  },
  "gpt-1 encoder and merges": {
    read: twoFiles(gpt1FromFiles),
    valid: [pairOf(gpt1Encoder, "#version: 0.2\na b</w>\na b\n")],
    words: [...JSON_WORDS, "a b", "ab b", "</w>", "#version", "é"],
  },
  "merges file": {
    read: (bytes) => gpt2FromFiles(gpt2Encoder, textOf(bytes)).encode("the theme"),
    valid: [utf8(MERGES)],
    words: ["t h", "th e", "\n", "\r\n", " ", "\0", "#version", "the the", "x y"],
  },
  "text to tokens": {
    always: "accepts",
    read: (bytes) => {
      const text = textOf(bytes);
      if (bpe.decode(bpe.encode(text)) !== text) throw new Error("the text did not come back");
    },
    valid: [utf8("The cat's hat, 12 naïve 東京 \n\n  mat")],
    words: ["'s", "'ll", " ", "\n", "\u00a0", "\u0301", "😀", "\u202e", "\u200b", "12", "a", "\0"],
  },
  config: {
    read: (bytes) => loopConfig(parseConfigText(textOf(bytes), "fuzz")),
    valid: [utf8(preset)],
    words: [...JSON_WORDS, "ppo", "klCoef", "klCoeff", "data", "steps", "1e400", "true"],
  },
  "config settings": {
    read: (bytes) => loopConfig(JSON.parse(preset), textOf(bytes).split("\n")),
    valid: [utf8("ppo.klCoef=0.1\nppo.steps=4\nsft.lossOn=response"), utf8('label.annotators=["expert"]')],
    words: [
      ".",
      "=",
      "\n",
      "ppo",
      "__proto__",
      "constructor",
      "klCoef",
      "[",
      "{",
      "1e999",
      '"',
      "prototype.polluted=1",
    ],
  },
  "cli arguments": {
    read: (bytes) => runProgram(argumentsOnly(buildProgram()), textOf(bytes).split("\n")),
    valid: [utf8("demo\n--preset\nsmoke\n--seed\n3"), utf8("data\nimport\nf.jsonl\n--project\np\n--kind\nprompt"), utf8("train-ppo\n--set\nppo.lr=1\n--json")], // prettier-ignore
    words: ["\n", "--", "-", "--set", "--seed", "-1", "1e3", "\0", "../", "help", "--help", "--version", "--config", "=", "--constructor", "toString"], // prettier-ignore
  },
  environment: {
    read: (bytes) => readEnv(environmentOf(textOf(bytes))),
    valid: [utf8("RLHF_HOME=/x\nRLHF_THREADS=2\nRLHF_PG_PORT=5432"), utf8("DATABASE_URL=postgres://u:p@h:1/d\nRLHF_BACKEND=cpu")], // prettier-ignore
    words: ["\n", "=", "\0", "-1", "1e9", "../..", "postgres://", "@", "NaN", "NO_COLOR", "CRASH_AT"],
  },
  "gpt-2 config of transformers": {
    always: "refuses",
    read: (bytes) => importGpt2(parseJson(textOf(bytes)), {}),
    valid: [utf8(JSON.stringify(gpt2Config))],
    words: [...JSON_WORDS, "1e15", "9007199254740991", "n_layer", "0", "2.5"],
  },
};

function environmentOf(text: string): Record<string, string> {
  const pairs = text.split("\n").map((entry): [string, string] => {
    const at = entry.indexOf("=");
    return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}
