/** One annotator's value for one item. */
export type Rating = { item: string | number; annotator: string | number; value: number };

/** The values of every item that has at least two, in order of first appearance. */
export function pairableItems(ratings: readonly Rating[]): number[][] {
  const items = new Map<string | number, number[]>();
  for (const { item, value } of ratings) {
    const values = items.get(item);
    if (values === undefined) items.set(item, [value]);
    else values.push(value);
  }
  return [...items.values()].filter((values) => values.length > 1);
}
