const MEAN_WIDTH = 6.5; // pixels of a character of Inter at 12 px

/** The text, or as much of it as fits into `width` pixels with an ellipsis. */
export function fitText(text: string, width: number): string {
  const fits = Math.floor(width / MEAN_WIDTH);
  return text.length <= fits ? text : `${text.slice(0, Math.max(1, fits - 1)).trimEnd()}…`;
}
