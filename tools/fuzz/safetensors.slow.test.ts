// Valid here ⇔ valid there, and equal values: our reader beside the Python package on files of every kind.
import { CheckpointError } from "@rlhf/domain";
import { decodeSafetensors } from "@rlhf/tensor";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { inputsOf } from "./inputs";
import { askPeer, peerPython, type PeerAnswer } from "./safetensors-peer";
import { READERS } from "./readers";

const FILES = 10_000;
const BYTES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, U8: 1, BOOL: 1, I8: 1, U16: 2, U64: 8, F8_E4M3: 1 };
/** What we refuse on purpose although the format allows it; each says why in its message. */
const OURS_ALONE = /expected dtype|integers that float32 holds exactly|each key once|levels of nesting|is too large/;

type Tensor = { name: string; dtype: keyof typeof BYTES; shape: number[]; fill: number };
const tensor: fc.Arbitrary<Tensor> = fc.record({
  name: fc.oneof(fc.constantFrom("wte.weight", "h.0.attn.c_attn.weight", "a", "é", '"', "__proto__"), fc.string()),
  dtype: fc.constantFrom<keyof typeof BYTES>("F64", "F32", "F32", "F16", "BF16", "I64", "I32", "U8", "BOOL", "I8", "U16", "U64", "F8_E4M3"), // prettier-ignore
  shape: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
  fill: fc.nat({ max: 255 }),
});
const metadata = fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined });

/** A well-formed file: tensors end to end, in the header in any order. Integers stay small. */
function fileOf([tensors, meta, reverse, spaces]: [Tensor[], Record<string, string> | undefined, boolean, number]) {
  const entries: [string, unknown][] = [];
  const data: number[] = [];
  for (const { name, dtype, shape, fill } of tensors) {
    const size = shape.reduce((a, b) => a * b, 1);
    const begin = data.length;
    const wide = dtype.startsWith("I") || dtype.startsWith("U");
    for (let i = 0; i < size * BYTES[dtype]; i++) data.push(wide && i % BYTES[dtype] > 0 ? 0 : (fill * (i + 1)) & 255);
    entries.push([name, { dtype, shape, data_offsets: [begin, data.length] }]);
  }
  if (reverse) entries.reverse();
  const text = entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  if (meta) text.unshift(`"__metadata__":${JSON.stringify(meta)}`);
  const header = new TextEncoder().encode(`{${text.join()}}${" ".repeat(spaces)}`);
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}

type Answer = { tensors: [name: string, shape: number[], sha256: string][] } | { error: string };

function ours(bytes: Uint8Array): Answer {
  try {
    const { arrays } = decodeSafetensors(bytes);
    const tensors = Object.entries(arrays).map(([name, { shape, values }]): [string, number[], string] => {
      const known = values.map((x) => (Number.isNaN(x) ? 0 : x)); // the bits of NaN are nobody's promise
      return [name, shape, createHash("sha256").update(new Uint8Array(known.buffer)).digest("hex")];
    });
    return { tensors };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return { error: error.message };
  }
}

function disagreement(mine: Answer, theirs: PeerAnswer): string | null {
  if ("error" in mine)
    return "error" in theirs || OURS_ALONE.test(mine.error) ? null : `we alone refuse: ${mine.error}`;
  if ("error" in theirs) return `they alone refuse: ${theirs.error}`;
  const inOrder = (tensors: unknown[][]): string => JSON.stringify(tensors.map((t) => JSON.stringify(t)).sort());
  const [one, other] = [inOrder(mine.tensors), inOrder(theirs.tensors)];
  return one === other ? null : `we read ${one}, they ${other}`;
}

it(`agrees with the Python package on ${FILES} valid and damaged files`, ({ skip }) => {
  const peer = peerPython();
  if ("missing" in peer) return skip(`left out: ${peer.missing}`);
  const seed = Date.now() % 2 ** 31;
  const unique = (tensors: Tensor[]) => new Set(tensors.map(({ name }) => name)).size === tensors.length;
  const whole = fc
    .tuple(fc.array(tensor, { maxLength: 4 }).filter(unique), metadata, fc.boolean(), fc.nat({ max: 9 }))
    .map(fileOf);
  const valid = fc.sample(whole, { numRuns: FILES / 4, seed });
  const damaged = fc.sample(inputsOf({ read: ours, valid, words: READERS.safetensors?.words ?? [] }), { numRuns: FILES - valid.length, seed }); // prettier-ignore
  const files = [...valid, ...damaged];
  const folder = mkdtempSync(path.join(os.tmpdir(), "safetensors-"));
  try {
    const container = path.join(folder, "files");
    writeFileSync(
      container,
      Buffer.concat(files.flatMap((file) => [Buffer.from(Uint32Array.of(file.length).buffer), file])),
    );
    const answers = askPeer(peer.python, container);
    expect(answers).toHaveLength(FILES);
    const mine = files.map(ours);
    const found = mine.flatMap((answer, i) => {
      const reason = disagreement(answer, answers[i] ?? { error: "no answer" });
      return reason === null ? [] : [`${reason} ${Buffer.from(files[i] ?? []).toString("base64")}`];
    });
    const both = mine.filter((answer, i) => "tensors" in answer && "tensors" in (answers[i] ?? {})).length;
    const neither = mine.filter((answer, i) => "error" in answer && "error" in (answers[i] ?? {})).length;
    console.log(
      `safetensors: ${both} read by both, ${neither} refused by both, ${FILES - both - neither} by us alone (seed ${seed})`,
    );
    expect(found.slice(0, 10)).toEqual([]);
    expect(both).toBeGreaterThan(FILES / 10);
    expect(neither).toBeGreaterThan(FILES / 10);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
