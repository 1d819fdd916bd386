// The shortest-path task of trlX: a policy that has seen random walks on a directed graph learns to reach node 0 fast.
import { mersenneUniform } from "./mersenne-twister";

export type WalkGraph = {
  nodes: number;
  /** Longest walk, in nodes, start included. */
  maxLength: number;
  /** edges[a] = where one can go from a. The goal, node 0, leads only to itself. */
  edges: readonly (readonly number[])[];
  /** Fewest nodes of a walk from each node to the goal; maxLength where there is none that short. */
  shortest: readonly number[];
};

const GOAL = 0;

/**
 * The graph that trlX draws from the same seed: every ordered pair is joined with probability pEdge, drawn anew until every
 * node leads somewhere.
 * @source CarperAI/trlx examples/randomwalks (21 nodes, walks of at most 10, pEdge 0.1)
 */
export function drawWalkGraph(seed: number, { nodes = 21, maxLength = 10, pEdge = 0.1 } = {}): WalkGraph {
  const uniform = mersenneUniform(seed);
  const row = (): boolean[] => Array.from({ length: nodes }, () => uniform() > 1 - pEdge);
  let edges: number[][];
  do {
    const joined = Array.from({ length: nodes }, row);
    edges = joined.map((to, from) => to.flatMap((is, node) => (is && node !== from ? [node] : [])));
  } while (edges.some((to) => to.length === 0));
  edges[GOAL] = [GOAL];
  return { nodes, maxLength, edges, shortest: shortestWalks(edges, maxLength) };
}

/** Breadth first from the goal, against the edges. */
function shortestWalks(edges: readonly (readonly number[])[], maxLength: number): number[] {
  const shortest = edges.map(() => maxLength);
  shortest[GOAL] = 1;
  let front = [GOAL];
  for (let length = 2; length < maxLength && front.length > 0; length++) {
    const reached = new Set(front);
    front = edges.flatMap((to, from) => (shortest[from] === maxLength && to.some((n) => reached.has(n)) ? [from] : []));
    for (const node of front) shortest[node] = length;
  }
  return shortest;
}

/** Nodes other than the goal from which it can be reached in time: only there is optimality defined. */
export function startNodes({ shortest, maxLength }: WalkGraph): number[] {
  return shortest.flatMap((length, node) => (node !== GOAL && length < maxLength ? [node] : []));
}

/** A walk from `start` that takes each way out alike, until the goal or maxLength nodes. */
export function randomWalk({ edges, maxLength }: WalkGraph, start: number, uniform: () => number): number[] {
  const walk = [start];
  for (let at = start; at !== GOAL && walk.length < maxLength;) {
    const ways = edges[at] ?? [];
    at = ways[Math.floor(uniform() * ways.length)] ?? GOAL;
    walk.push(at);
  }
  return walk;
}

/**
 * (maxLength − nodes until the goal) / (maxLength − fewest such nodes): 1 for a shortest walk, 0 for one that takes an edge
 * that is not there or does not arrive. What follows the goal does not count.
 */
export function walkOptimality({ edges, maxLength, shortest }: WalkGraph, walk: readonly number[]): number {
  const arrival = walk.indexOf(GOAL);
  const way = walk.slice(0, arrival + 1);
  const valid = arrival >= 0 && way.every((node, i) => i === 0 || (edges[way[i - 1] ?? -1] ?? []).includes(node));
  const length = valid ? Math.min(way.length, maxLength) : maxLength;
  return (maxLength - length) / (maxLength - (shortest[walk[0] ?? GOAL] ?? maxLength));
}
