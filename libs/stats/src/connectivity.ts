/** Directed graph over items 0…n−1: `from` has beaten or tied `to`. */
export type WinEdge = { from: number; to: number };

/**
 * Strongly connected components of the win graph, winners first. The maximum-likelihood abilities are finite exactly
 * when there is one component.
 * @source Ford 1957, doi:10.1080/00029890.1957.11989117; components by Kosaraju's two passes
 */
export function winComponents(items: number, edges: readonly WinEdge[]): number[][] {
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
export function missingResults(components: readonly (readonly number[])[], edges: readonly WinEdge[]): WinEdge[] {
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
