import path from "node:path";

const root = path.join(import.meta.dirname, "../..");
const workspace = ["api", "artifacts", "datasets", "db", "domain", "jobs", "stats", "tokenizer", "ui"];

/** @type {import('next').NextConfig} */
export default {
  outputFileTracingRoot: root,
  turbopack: { root },
  transpilePackages: workspace.map((name) => `@rlhf/${name}`),
  serverExternalPackages: ["pg", "pg-boss", "@prisma/client", "@prisma/adapter-pg", "better-auth"],
  poweredByHeader: false,
  devIndicators: false,
};
