import { bpeFromJSON } from "./from-json";
import { trainBpe } from "./train";

/** What `rlhf bench --only tokenizer` prints. Bytes are UTF-8 bytes of the text, MB are 10^6 bytes. */
export type TokenizerBench = {
  bytes: number;
  merges: number;
  trainSeconds: number;
  /** First encoding by a fresh tokenizer: every piece is new to its cache. */
  firstEncodeMBPerSecond: number;
  /** Median of the later encodings. */
  encodeMBPerSecond: number;
  decodeMBPerSecond: number;
  bytesPerToken: number;
  roundTrip: boolean;
};

/** Trains on the text, then encodes and decodes it `repeats` times. `now` is a clock in milliseconds. */
export function benchTokenizer(
  text: string,
  o: { now: () => number; merges: number; repeats: number },
): TokenizerBench {
  const timed = <T>(f: () => T): { value: T; seconds: number } => {
    const start = o.now();
    const value = f();
    return { value, seconds: (o.now() - start) / 1000 };
  };
  const bytes = new TextEncoder().encode(text).length;
  const training = timed(() => trainBpe([text], { vocabSize: 260 + o.merges }));
  const fresh = bpeFromJSON(training.value.toJSON());
  const first = timed(() => fresh.encode(text));
  const encodings = Array.from({ length: Math.max(1, o.repeats) }, () => timed(() => fresh.encode(text)).seconds);
  const decodings = Array.from(
    { length: Math.max(1, o.repeats) },
    () => timed(() => fresh.decode(first.value)).seconds,
  );
  return {
    bytes,
    merges: fresh.vocabSize - 260,
    trainSeconds: training.seconds,
    firstEncodeMBPerSecond: bytes / 1e6 / first.seconds,
    encodeMBPerSecond: bytes / 1e6 / median(encodings),
    decodeMBPerSecond: bytes / 1e6 / median(decodings),
    bytesPerToken: bytes / first.value.length,
    roundTrip: fresh.decode(first.value) === text,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
