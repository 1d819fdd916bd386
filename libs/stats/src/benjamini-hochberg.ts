/**
 * Controls the false discovery rate over p-values of independent or positively dependent tests. `adjusted` is the
 * smallest level at which each is rejected.
 * @source Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x
 */
export function benjaminiHochberg(
  pValues: readonly number[],
  { level = 0.05 }: { level?: number } = {},
): { rejected: boolean[]; adjusted: number[] } {
  const order = pValues.map((p, i) => ({ p, i })).sort((a, b) => b.p - a.p); // largest first
  const adjusted = new Array<number>(pValues.length).fill(1);
  let least = 1;
  order.forEach(({ p, i }, k) => {
    least = Math.min(least, (p * pValues.length) / (pValues.length - k));
    adjusted[i] = least;
  });
  return { rejected: adjusted.map((p) => p <= level), adjusted };
}
