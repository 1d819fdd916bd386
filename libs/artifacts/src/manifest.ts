import { CheckpointError, parseJson as parseJsonText } from "@rlhf/domain";
import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");
// A file is only ever looked up by name in memory; the rule keeps names printable and free of folders all the same.
const name = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/, "expected a plain file name");

/** What a checkpoint is made of. The manifest is a blob too; its hash in the database is the commit point. */
export const Manifest = z.strictObject({
  version: z.literal(1),
  runId: z.string().min(1),
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  kind: z.string().min(1),
  createdAt: z.iso.datetime(),
  files: z.array(z.strictObject({ name, bytes: z.int().nonnegative(), sha256 })),
  state: z.record(z.string(), z.json()),
});
export type Manifest = z.infer<typeof Manifest>;

export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(Manifest.parse(manifest)));
}

const MAX_BYTES = 1 << 18; // a real one has some hundreds; each fault of a hostile one costs the parser time
const MAX_FAULTS = 20;

/** @throws CheckpointError when the bytes are no manifest of a version we read. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  if (bytes.byteLength > MAX_BYTES)
    throw new CheckpointError(`checkpoint manifest: expected at most ${MAX_BYTES} bytes, got ${bytes.byteLength}`);
  const parsed = Manifest.safeParse(parseJson(bytes));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, MAX_FAULTS)
    .map((i) => `${i.path.join(".")}: ${i.message}`)
    .join("; ");
  throw new CheckpointError(`checkpoint manifest: ${issues}`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return parseJsonText(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(`checkpoint manifest: ${why}`, { cause });
  }
}
