import { CheckpointError, parseJson } from "@rlhf/domain";

const MAX_HEADER_BYTES = 100_000_000; // the format's own limit

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The JSON header and where tensor data begins. @throws CheckpointError when there is no well-formed header. */
export function parseHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) throw new CheckpointError(`expected at least 8 bytes of header length, got ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES))
    throw new CheckpointError(`expected a header of at most ${MAX_HEADER_BYTES} bytes, got ${length}`);
  const dataStart = 8 + Number(length);
  if (dataStart > bytes.length)
    throw new CheckpointError(`expected ${length} bytes of header, the file has ${bytes.length - 8} left`);
  const text = utf8(bytes.subarray(8, dataStart));
  if (!text.startsWith("{")) throw new CheckpointError("expected the header to start with {");
  const header = json(text);
  if (!isRecord(header)) throw new CheckpointError("expected the header to be a JSON object");
  return { header, dataStart };
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CheckpointError("expected a UTF-8 header", { cause });
  }
}

/** Names given twice, which JSON.parse would not see, are refused with the rest. */
function json(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new CheckpointError(`header: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
