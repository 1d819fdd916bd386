import { initBackend } from "@rlhf/tensor";
import { expect, it } from "vitest";
import { certifyRandomWalks, WALKS_BAR } from "./random-walks";

it("PPO walks trlX's graph at an optimality of .95 and more, from a model that only read random walks", async () => {
  await initBackend({ backend: "auto", precision: "float32" });
  const signal = new AbortController().signal;
  const walks = await certifyRandomWalks({ graphSeed: 1002, seed: 5, precision: "float32", signal });
  console.log(JSON.stringify(walks));
  expect(walks.before).toBeGreaterThan(0.1);
  expect(walks.before).toBeLessThan(walks.after - 0.15); // how good a random walker is depends on the graph: .32 on one, .72 here
  expect(walks.after).toBeGreaterThanOrEqual(WALKS_BAR);
  expect(walks.greedy).toBeGreaterThanOrEqual(WALKS_BAR);
});
