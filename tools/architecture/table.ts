import { z } from "zod";
import table from "./table.json";

const Names = z.record(z.string(), z.array(z.string()));

/** The import table of ARCHITECTURE.md, once: this test reads it for imports, eslint.config.mjs for tags. */
const Table = z.strictObject({
  /** What each layer may import. */
  layers: Names,
  /** Libs that may import a lib of their own layer. */
  sideways: Names,
  /** Where a project may import less than its layer: the whole list. */
  only: Names,
  /** Where a project may import less than its layer: the exceptions. */
  never: Names,
  /** Which runtimes a project of each runtime may reach, by any path. */
  runtimes: Names,
  /** One owner per outside package; a name that ends in `/` is a scope. */
  owners: z.array(z.strictObject({ packages: z.array(z.string()), owners: z.array(z.string()) })),
});

export const TABLE = Table.parse(table);
