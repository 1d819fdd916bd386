import path from "node:path";
import { defineConfig } from "prisma/config";

// Prisma's CLI fetches its schema engine from a host that may be out of reach. The same engine comes from npm as
// WebAssembly: the CLI talks to that instead. PRISMA_NATIVE_ENGINE=1 goes back to the download. Windows cannot spawn a
// .mjs file and keeps the download too.
if (process.platform !== "win32" && !process.env.PRISMA_NATIVE_ENGINE)
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, "tools/prisma/schema-engine.mjs");
process.env.CHECKPOINT_DISABLE ??= "1";
process.env.PRISMA_HIDE_UPDATE_MESSAGE ??= "1";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // generate and validate need no database; migrate without DATABASE_URL says that nothing answers here
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://rlhf@127.0.0.1:5432/rlhf" },
});
