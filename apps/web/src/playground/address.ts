/** What the playground's address says. */
export type Asked = {
  a: string | null;
  b: string | null;
  reference: string | null;
  prompt: string;
  temperature: number;
  topK: number;
  topP: number;
  maxNewTokens: number;
  seed: number;
};
export const LIMITS = {
  temperature: { min: 0.05, max: 2, step: 0.05, start: 0.7 },
  topK: { min: 0, max: 100, step: 1, start: 0 },
  topP: { min: 0.05, max: 1, step: 0.01, start: 1 },
  maxNewTokens: { min: 1, max: 128, step: 1, start: 48 },
} as const;
const NAMES = { temperature: "t", topK: "k", topP: "p", maxNewTokens: "n" } as const;
type Slider = keyof typeof LIMITS;

function numberIn(search: URLSearchParams, slider: Slider): number {
  const { min, max, start } = LIMITS[slider];
  const text = search.get(NAMES[slider]);
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  return value >= min && value <= max ? value : start;
}

/** Reads an address; what is missing or impossible there becomes the default. */
export function readAddress(search: URLSearchParams): Asked {
  const seed = Number(search.get("seed") ?? 1);
  return {
    a: search.get("a"),
    b: search.get("b"),
    reference: search.get("r"),
    prompt: search.get("q") ?? "",
    temperature: numberIn(search, "temperature"),
    topK: Math.round(numberIn(search, "topK")),
    topP: numberIn(search, "topP"),
    maxNewTokens: Math.round(numberIn(search, "maxNewTokens")),
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : 1,
  };
}

/** Changes of an address; a default leaves nothing behind. */
export function toAddress(changes: Partial<Asked>): Record<string, string | null> {
  const said: Record<string, string | null> = {};
  if (changes.a !== undefined) said.a = changes.a;
  if (changes.b !== undefined) said.b = changes.b;
  if (changes.reference !== undefined) said.r = changes.reference;
  if (changes.prompt !== undefined) said.q = changes.prompt || null;
  if (changes.seed !== undefined) said.seed = changes.seed === 1 ? null : String(changes.seed);
  for (const slider of ["temperature", "topK", "topP", "maxNewTokens"] as const) {
    const value = changes[slider];
    if (value !== undefined) said[NAMES[slider]] = value === LIMITS[slider].start ? null : String(value);
  }
  return said;
}
