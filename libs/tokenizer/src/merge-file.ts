import { TokenizerError } from "@rlhf/domain";
import { z } from "zod";
import { MAX_MERGES } from "./vocabulary";

const Encoder = z.record(z.string(), z.int().nonnegative());

/** Token to id, as `encoder.json` holds it. @throws TokenizerError unless every value is a whole id. */
export function parseEncoder(json: unknown): Map<string, number> {
  const parsed = Encoder.safeParse(json);
  if (parsed.success) return new Map(Object.entries(parsed.data));
  const issue = parsed.error.issues[0];
  throw new TokenizerError(
    `encoder.json: expected an object of token to id, got a fault at ${JSON.stringify(issue?.path.join(".") ?? "")} (${issue?.message ?? "unreadable"}); pass the parsed file of the model`,
  );
}

/** The pairs of `vocab.bpe`, one "left right" a line after an optional "#version" line. @throws TokenizerError for any other line. */
export function parseMergeLines(text: string): [left: string, right: string][] {
  const lines = text.split("\n");
  const first = lines[0]?.startsWith("#version") ? 1 : 0;
  if (lines.length > MAX_MERGES + 2)
    throw new TokenizerError(
      `vocab.bpe: expected at most ${MAX_MERGES} merges, got ${lines.length} lines; use the model's own file`,
    );
  const seen = new Set<string>();
  const pairs: [string, string][] = [];
  for (const [i, raw] of lines.entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (i < first || (line === "" && i === lines.length - 1)) continue;
    const [left, right, rest] = line.split(" ");
    if (!left || !right || rest !== undefined)
      throw new TokenizerError(
        `vocab.bpe line ${i + 1}: expected two symbols and a space between, got ${JSON.stringify(line.slice(0, 80))}; use the model's own file`,
      );
    if (seen.has(line))
      throw new TokenizerError(
        `vocab.bpe line ${i + 1}: expected a new pair, got "${line.slice(0, 80)}" again; use the model's own file`,
      );
    seen.add(line);
    pairs.push([left, right]);
  }
  return pairs;
}
