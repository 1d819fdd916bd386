import js from "@eslint/js";
import next from "@next/eslint-plugin-next";
import nx from "@nx/eslint-plugin";
import { defineConfig } from "eslint/config";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { readFileSync } from "node:fs";

const tested = ["**/*.test.ts"];
const node = Object.fromEntries(
  [
    "process",
    "console",
    "URL",
    "Buffer",
    "WebAssembly",
    "globalThis",
    "setTimeout",
    "clearTimeout",
    "crypto",
    "performance",
    "fetch",
  ].map((n) => [n, "readonly"]),
);

// The same table as tools/architecture.test.ts, for editors. That test also knows what tags cannot say.
const { layers, runtimes } = JSON.parse(
  readFileSync(new URL("tools/architecture/table.json", import.meta.url), "utf8"),
);
const SIDEWAYS_LAYERS = ["numerics", "storage"]; // tensor → native, jobs → db
const constraints = (kind, table) =>
  Object.entries(table).map(([from, to]) => ({
    sourceTag: `${kind}:${from}`,
    onlyDependOnLibsWithTags: [...to, ...(SIDEWAYS_LAYERS.includes(from) ? [from] : [])].map((t) => `${kind}:${t}`),
  }));
const depConstraints = [...constraints("layer", layers), ...constraints("runtime", runtimes)];

export default defineConfig(
  {
    ignores: [
      "**/node_modules",
      "**/dist",
      "**/out-tsc",
      "**/generated",
      "**/build",
      "**/.nx",
      "**/.rlhf",
      "**/.next",
      "**/next-env.d.ts",
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommended,
  { files: ["**/*.mjs"], languageOptions: { globals: node } },
  {
    rules: {
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "max-depth": ["error", 4],
      eqeqeq: "error",
      "no-console": "off",
    },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    plugins: { "@nx": nx },
    rules: {
      "max-params": "off",
      "@typescript-eslint/max-params": ["error", { max: 4 }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@nx/enforce-module-boundaries": [
        "error",
        {
          enforceBuildableLibDependency: false,
          checkDynamicDependenciesExceptions: [".*"], // the command line loads what it needs when it needs it
          allow: ["../../../package.json"],
          depConstraints,
        },
      ],
    },
  },
  {
    files: ["apps/web/**/*.{ts,tsx}", "libs/ui/**/*.{ts,tsx}"],
    plugins: { "@next/next": next, "react-hooks": hooks },
    settings: { next: { rootDir: new URL("apps/web", import.meta.url).pathname } },
    rules: { ...next.configs.recommended.rules, ...hooks.configs.recommended.rules, "react-hooks/refs": "off" }, // misfires on tRPC's subscriptionOptions
  },
  // plain loops over typed arrays, and TensorFlow.js's own signatures
  { files: ["libs/tensor/src/**"], rules: { "@typescript-eslint/max-params": ["error", { max: 6 }] } },
  {
    files: tested,
    rules: {
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": "off",
      "@typescript-eslint/max-params": "off",
    },
  },
);
