// Bundles a Node app: `node tools/build-node.mjs src/main.ts` in its folder writes dist/main.js and its chunks.
// With --test-build it writes dist/test/ instead, whose programs obey CRASH_AT; any other build refuses it.
// @rlhf/* is bundled from source, everything else stays external, and what is imported lazily stays lazy.
import { build } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const HOUR = 3_600_000;

/** Outside packages are loaded at run time from node_modules, as Node would. */
const outsidePackages = {
  name: "outside-packages",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
      kind === "entry-point" || name.startsWith("@rlhf/") ? undefined : { path: name, external: true },
    );
  },
};

/** A library finds its own files (migrations, the addon, data) by import.meta.url: in the bundle that still means the source. */
const sourceUrls = (outdir) => ({
  name: "source-urls",
  setup(build) {
    build.onLoad({ filter: /[\\/]libs[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, "utf8");
      if (!text.includes("import.meta.")) return undefined;
      const url = `new URL(${JSON.stringify(path.relative(outdir, file).replaceAll("\\", "/"))}, import.meta.url)`;
      const contents = text
        .replaceAll(/\bimport\.meta\.url\b/g, `${url}.href`)
        .replaceAll(
          /\bimport\.meta\.dirname\b/g,
          `decodeURIComponent(new URL(".", ${url}).pathname).replace(/\\/$/, "")`,
        );
      return { contents, loader: "ts" };
    });
  },
});

/** Each file is replaced at once. Old chunks stay for an hour: a process that runs may still load them. */
function place(outputs, outdir) {
  mkdirSync(outdir, { recursive: true });
  for (const { path: file, contents } of outputs) {
    const half = `${file}.${process.pid}`;
    writeFileSync(half, contents);
    renameSync(half, file);
  }
  const fresh = new Set(outputs.map((output) => path.basename(output.path)));
  for (const name of readdirSync(outdir)) {
    const file = path.join(outdir, name);
    if (!fresh.has(name) && Date.now() - statSync(file).mtimeMs > HOUR) rmSync(file, { recursive: true, force: true });
  }
}

const isTestBuild = process.argv.includes("--test-build");
const entryPoints = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
if (entryPoints.length === 0) {
  console.error("build-node: expected the entry points, for example src/main.ts");
  process.exit(2);
}
const outdir = path.resolve("dist", isTestBuild ? "test" : "");
const result = await build({
  entryPoints,
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  sourcemap: true,
  write: false,
  define: { RLHF_TEST_BUILD: String(isTestBuild) },
  logLevel: "warning",
  plugins: [outsidePackages, sourceUrls(outdir)],
}).catch(() => process.exit(1)); // esbuild has printed what is wrong
// chunks before the entry that names them
place(
  [...result.outputFiles].sort((a, b) => Number(b.path.includes("chunk-")) - Number(a.path.includes("chunk-"))),
  outdir,
);
