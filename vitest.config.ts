import { defineConfig } from "vitest/config";

const roots = ["apps/*/src", "libs/*/src", "tools", "examples"];
const exclude = ["**/node_modules/**", "**/dist/**"];

// What a backend must pass whatever it is: ops and gradients, a GPT against PyTorch's figures, PPO.
const engineTests = ["libs/tensor/src/**/*.test.ts", "libs/gpt/src/*.test.ts", "libs/ppo/src/backends.test.ts"];

// unit: pure and fast · integration: real Postgres, several processes · slow: fuzz at full count, simulations, sanitizers
// tensorflow: npm run test:tensorflow, the tests of an engine on that one
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: roots.map((r) => `${r}/**/*.test.ts`),
          exclude: [...exclude, "**/*.integration.test.ts", "**/*.slow.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: roots.map((r) => `${r}/**/*.integration.test.ts`),
          exclude,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "slow",
          include: roots.map((r) => `${r}/**/*.slow.test.ts`),
          exclude,
          testTimeout: 900_000,
          fileParallelism: false,
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
