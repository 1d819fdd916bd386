type Rated = { interval: readonly [number, number] };

/** The ranks that a rating's interval leaves open: from 1 + those surely better to all but those surely worse. */
export function rankRange(one: Rated, all: readonly Rated[]): string {
  const [low, high] = one.interval;
  const best = 1 + all.filter(({ interval }) => interval[0] > high).length;
  const worst = all.length - all.filter(({ interval }) => interval[1] < low).length;
  return best === worst ? String(best) : `${best}–${worst}`;
}
