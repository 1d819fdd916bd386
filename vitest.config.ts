import { defineConfig } from "vitest/config";

const roots = ["apps/*/src", "libs/*/src", "tools", "examples"];
const exclude = ["**/node_modules/**", "**/dist/**"];

// unit: pure and fast · integration: real Postgres, several processes · slow: fuzz at full count, simulations, sanitizers
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
    ],
  },
});
