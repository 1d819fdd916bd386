import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mersenneUniform } from "./mersenne-twister";
import { drawWalkGraph, randomWalk, startNodes, walkOptimality } from "./random-walks";

describe("mersenneUniform", () => {
  it("equals numpy.random.RandomState(1002).rand(3) and, far on, the draw after 10 000 others", () => {
    const uniform = mersenneUniform(1002);
    expect([uniform(), uniform(), uniform()]).toEqual([0.12898828866186995, 0.4611561827923094, 0.41615393127344746]);
    for (let i = 3; i < 10_000; i++) uniform();
    expect(uniform()).toBe(0.31954353737148633);
  });
});

describe("drawWalkGraph", () => {
  // numpy 2.4.6: RandomState(seed).rand(21, 21) > 0.9 until every row has an edge; lengths by breadth-first search.
  it.each([
    [1000, 52, [3, 4, 2, 4, 3, 5, 5, 3, 3, 3, 4, 4, 2, 5, 4, 4, 4, 3, 4, 4]],
    [1002, 43, [2, 3, 3, 5, 5, 3, 4, 4, 4, 2, 3, 5, 3, 4, 4, 3, 5, 4, 3, 2]],
    [7, 50, [3, 4, 3, 5, 3, 2, 2, 2, 4, 3, 4, 2, 3, 3, 2, 4, 4, 4, 2, 2]],
  ])("draws trlX's graph of seed %i", (seed, edges, shortest) => {
    const graph = drawWalkGraph(seed);
    expect(graph.edges.flat()).toHaveLength(edges);
    expect(graph.shortest.slice(1)).toEqual(shortest);
  });

  it("puts the edges where numpy does", () => {
    expect(drawWalkGraph(1000).edges.slice(0, 4)).toEqual([[0], [3, 9, 20], [4, 10, 14, 17], [0, 11, 19]]);
    expect(drawWalkGraph(1002).edges.slice(0, 4)).toEqual([[0], [0], [14, 20], [13, 14, 16, 20]]);
  });
});

describe("walkOptimality", () => {
  const graph = drawWalkGraph(1000); // 3 → 0, and 1 → 3

  it("is 1 for a shortest walk, less for a detour, and looks no further than the goal", () => {
    expect(walkOptimality(graph, [1, 3, 0])).toBe(1);
    expect(walkOptimality(graph, [1, 3, 0, 5, 5])).toBe(1);
    expect(walkOptimality(graph, [3, 0])).toBe((10 - 2) / (10 - (graph.shortest[3] ?? NaN)));
  });

  it("is 0 where an edge is missing, where nothing is said, and where the goal is not reached", () => {
    for (const walk of [[1, 0], [1], [1, 3, 11, 3, 99, 0]]) expect(walkOptimality(graph, walk)).toBe(0);
  });

  it("lies in 0 … 1 for random walks, which never break an edge", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const drawn = drawWalkGraph(seed);
        const uniform = mersenneUniform(seed + 1);
        for (const start of startNodes(drawn)) {
          const walk = randomWalk(drawn, start, uniform);
          const optimality = walkOptimality(drawn, walk);
          expect(optimality).toBeGreaterThanOrEqual(0);
          expect(optimality).toBeLessThanOrEqual(1);
          expect(walk.every((node, i) => i === 0 || drawn.edges[walk[i - 1] ?? -1]?.includes(node))).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});
