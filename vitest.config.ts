import { defineConfig } from "vitest/config";

const roots = ["apps/*/src", "libs/*/src", "tools", "examples"];
const exclude = ["**/node_modules/**", "**/dist/**"];

// What a backend must pass whatever it is: ops and gradients, a GPT against PyTorch's figures, PPO.
const engineTests = ["libs/tensor/src/**/*.test.ts", "libs/gpt/src/*.test.ts", "libs/ppo/src/backends.test.ts"];

// Slow tests that start processes of their own, kill them and wait for leases to run out: one at a time.
const storms = ["apps/worker/src", "libs/api/src", "libs/db/src", "tools/storm"].map((r) => `${r}/**/*.slow.test.ts`);

// unit: pure and fast · integration: real Postgres, several processes · slow: fuzz at full count, simulations, sanitizers
// storm: the slow ones that need the machine · tensorflow: npm run test:tensorflow, the tests of an engine on that one
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: roots.map((r) => `${r}/**/*.test.ts`),
          exclude: [...exclude, "**/*.integration.test.ts", "**/*.slow.test.ts"],
          testTimeout: 60_000,
          maxWorkers: "100%", // by default one core is left idle
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "integration",
          include: roots.map((r) => `${r}/**/*.integration.test.ts`),
          exclude,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: "100%",
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "slow",
          include: roots.map((r) => `${r}/**/*.slow.test.ts`),
          exclude: [...exclude, ...storms],
          testTimeout: 900_000,
          maxWorkers: "100%",
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "storm",
          include: storms,
          exclude,
          testTimeout: 900_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: "tensorflow",
          include: engineTests,
          exclude: [...exclude, "**/*.slow.test.ts"],
          provide: { engine: "tensorflow" },
          testTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
