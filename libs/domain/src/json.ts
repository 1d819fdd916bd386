import { DataError } from "./errors";

const MAX_DEPTH = 64;

/**
 * JSON from outside. What JSON.parse lets pass is refused before anything is built: keys given twice, nesting beyond 64
 * levels (a level costs fifty times its two bytes), NaN and Infinity. One pass, no recursion, no regular expression.
 * `maxLists`: lists and objects that the caller can use; a million short ones take JSON.parse a second.
 * @throws DataError with the reason alone; the caller knows the file.
 */
export function parseJson(text: string, { maxLists = Infinity }: { maxLists?: number } = {}): unknown {
  inspect(text, maxLists);
  return parse(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`expected JSON, got: ${escapeControls(reason)}`, { cause });
  }
}

/** So that a message cannot move the cursor of a terminal, turn the line round or hide in it. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u200b\ufeff]/gu, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function inspect(text: string, maxLists: number): void {
  let lists = 0;
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
      if (++lists > maxLists) throw new DataError(`expected at most ${maxLists} lists and objects, got more`);
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
