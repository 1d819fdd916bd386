import { DataError, parseJson } from "@rlhf/domain";

/**
 * Parses one JSON object from outside. Beside what parseJson refuses: numbers that overflow, and text that a database
 * cannot store.
 * @throws DataError with the reason alone; the caller knows the line.
 */
export function parseJsonObject(text: string): Record<string, unknown> {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DataError(
      `expected a JSON object, got ${value === null ? "null" : Array.isArray(value) ? "a list" : typeof value}`,
    );
  }
  refuseUnstorable(value);
  return { ...value };
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
