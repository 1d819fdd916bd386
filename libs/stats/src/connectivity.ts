import { DataError } from "@rlhf/domain";

/** Directed graph over items 0…n−1: `from` has beaten or tied `to`. */
export type WinEdge = { from: number; to: number };

export type Connection = {
  /** True when every ability is finite without a ridge; else `missing` lists results that would make it so. */
  connected: boolean;
  /** Groups of items, winners first. */
  components: string[][];
  missing: { winner: string; loser: string }[];
};

/** Whether results determine the abilities of named items. @throws DataError when they do not and there is no ridge. */
export function connectionOf(names: readonly string[], edges: readonly WinEdge[], ridge: number): Connection {
  const components = winComponents(names.length, edges);
  if (ridge === 0 && components.length > 1) {
    throw new DataError(
      `abilities: expected a connected win graph when ridge is 0, got ${components.length} groups; ` +
        "raise ridge or collect the missing comparisons",
    );
  }
  const name = (i: number): string => names[i] ?? "";
  return {
    connected: components.length === 1,
    components: components.map((items) => items.map(name)),
    missing: missingResults(components, edges).map(({ from, to }) => ({ winner: name(from), loser: name(to) })),
  };
}

/**
 * Strongly connected components of the win graph, winners first. The maximum-likelihood abilities are finite exactly
 * when there is one component.
 * @source Ford 1957, doi:10.1080/00029890.1957.11989117; components by Kosaraju's two passes
 */
function winComponents(items: number, edges: readonly WinEdge[]): number[][] {
  const forward = adjacency(items, edges);
  const backward = adjacency(
    items,
    edges.map(({ from, to }) => ({ from: to, to: from })),
  );
  const finished: number[] = [];
  const seen = new Set<number>();
  for (let i = 0; i < items; i++) visit(i, forward, { seen, finished });
  const components: number[][] = [];
  const placed = new Set<number>();
  for (const root of finished.reverse()) {
    if (placed.has(root)) continue;
    const component: number[] = [];
    visit(root, backward, { seen: placed, finished: component });
    components.push(component.sort((a, b) => a - b));
  }
  return components;
}

/** Results that would connect the graph: each names an item that has to beat or tie another. */
function missingResults(components: readonly (readonly number[])[], edges: readonly WinEdge[]): WinEdge[] {
  const componentOf = new Map(components.flatMap((items, c) => items.map((item) => [item, c] as const)));
  const links = new Set(edges.map(({ from, to }) => `${componentOf.get(from)}>${componentOf.get(to)}`));
  return components.slice(1).flatMap((lower, c) => {
    const [high, low] = [components[c]?.[0] ?? 0, lower[0] ?? 0];
    const upset = { from: low, to: high };
    return links.has(`${c}>${c + 1}`) ? [upset] : [upset, { from: high, to: low }];
  });
}

function adjacency(items: number, edges: readonly WinEdge[]): number[][] {
  const next: number[][] = Array.from({ length: items }, () => []);
  for (const { from, to } of edges) next[from]?.push(to);
  return next;
}

/** Depth first without recursion; `finished` receives nodes in post-order. */
function visit(root: number, next: number[][], { seen, finished }: { seen: Set<number>; finished: number[] }): void {
  if (seen.has(root)) return;
  seen.add(root);
  const stack = [{ node: root, at: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const to = next[top.node]?.[top.at++];
    if (to === undefined) {
      finished.push(top.node);
      stack.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      stack.push({ node: to, at: 0 });
    }
  }
}
