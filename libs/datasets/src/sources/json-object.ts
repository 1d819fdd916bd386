import { DataError } from "@rlhf/domain";

const MAX_DEPTH = 64;

/**
 * Parses one JSON object from outside. What JSON.parse would let pass is refused: keys given twice, nesting beyond
 * 64 levels (before anything is built), numbers that overflow, and text that a database cannot store.
 * @throws DataError with the reason alone; the caller knows the line.
 */
export function parseJsonObject(text: string): Record<string, unknown> {
  inspect(text);
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DataError(
      `expected a JSON object, got ${value === null ? "null" : Array.isArray(value) ? "a list" : typeof value}`,
    );
  }
  refuseUnstorable(value);
  return { ...value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`expected JSON, got: ${escapeControls(reason)}`, { cause });
  }
}

/** So that a message cannot move the cursor of a terminal. */
function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** One pass over the text without recursion: depth, repeated keys, and words that only look like numbers. */
function inspect(text: string): void {
  const open: (Set<string> | null)[] = []; // the keys of each object that is open; null for a list
  let expectsKey = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const end = stringEnd(text, i);
      if (expectsKey) addKey(open.at(-1), text.slice(i, end + 1));
      expectsKey = false;
      i = end;
    } else if (c === "{" || c === "[") {
      open.push(c === "{" ? new Set() : null);
      if (open.length > MAX_DEPTH) throw new DataError(`expected at most ${MAX_DEPTH} levels of nesting, got more`);
      expectsKey = c === "{";
    } else if (c === "}" || c === "]") open.pop();
    else if (c === ",") expectsKey = open.at(-1) instanceof Set;
    else if (c === "N" || c === "I") throw new DataError("expected numbers that JSON has, got NaN or Infinity");
  }
}

/** Index of the closing quote, or the last index of a text that lacks it. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i;
  }
  return text.length - 1;
}

function addKey(keys: Set<string> | null | undefined, quoted: string): void {
  const key = quoted.includes("\\") ? String(parse(quoted)) : quoted.slice(1, -1);
  if (keys?.has(key)) throw new DataError(`expected each key once, got ${JSON.stringify(key.slice(0, 40))} twice`);
  keys?.add(key);
}

/** The nesting is bounded by now, so recursion is safe. */
function refuseUnstorable(value: unknown): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new DataError("expected numbers that fit, got one beyond 1.8e308");
  }
  if (typeof value === "string") refuseUnstorableText(value);
  if (typeof value === "object" && value !== null) Object.values(value).forEach(refuseUnstorable);
}

/** @throws DataError for NUL and for half of a surrogate pair: a database text holds neither. */
export function refuseUnstorableText(text: string): void {
  if (text.includes("\0")) throw new DataError("expected text, got the character NUL (U+0000)");
  if (/\p{Surrogate}/u.test(text)) throw new DataError("expected whole characters, got half of a surrogate pair");
}
