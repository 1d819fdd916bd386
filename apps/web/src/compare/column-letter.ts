/** A blue, B orange, all others grey, each with its letter. */
export function columnLetter(place: number): { letter: string; side: "a" | "b" | "r" } {
  const letter = String.fromCodePoint(65 + place);
  if (place === 0) return { letter, side: "a" };
  return { letter, side: place === 1 ? "b" : "r" };
}
