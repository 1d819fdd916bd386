export type NumberRule = {
  min?: number;
  max?: number;
  /** Only whole numbers. */
  whole?: boolean;
  /** The bounds themselves are refused. */
  above?: number;
  below?: number;
};

/** A number from what was typed, or the sentence that says what was expected instead. Takes "0,5", "1 000" and "1e-4". */
export function readNumber(text: string, rule: NumberRule = {}): { value: number } | { error: string } {
  const plain = text
    .trim()
    .replaceAll(/[\s\u2009\u202f]/g, "")
    .replace("\u2212", "-")
    .replace(/^([^.,]*),([^.,]*)$/, "$1.$2");
  const value = plain === "" ? Number.NaN : Number(plain);
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity, whole = false } = rule;
  const fits = value >= min && value <= max && value > above && value < below && (!whole || Number.isInteger(value));
  return Number.isFinite(value) && fits ? { value } : { error: `expected ${expected(rule)}` };
}

function expected({ min, max, above, below, whole }: NumberRule): string {
  const what = whole ? "a whole number" : "a number";
  if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
  const low = min !== undefined ? `at least ${min}` : above !== undefined ? `above ${above}` : "";
  const high = max !== undefined ? `at most ${max}` : below !== undefined ? `below ${below}` : "";
  return [what, [low, high].filter(Boolean).join(" and ")].filter(Boolean).join(", ");
}
