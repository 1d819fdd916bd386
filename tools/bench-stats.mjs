// How long the fits of 10⁵ judgments take in a browser tab: node tools/bench-stats.mjs [path of Chromium]
// The page is bundled from libs/stats as the web app would bundle it, and times itself; judgments are drawn beforehand.
// Prints one JSON object: milliseconds of the first and of the median of five fits, for each model.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const COUNT = 100_000;

const PAGE = `
import { fitBradleyTerry, fitCrowdBradleyTerry, fitStrengthModel, fitPlackettLuce, seededUniform } from "@rlhf/stats";

const uniform = seededUniform(11);
const abilities = [0, 0.4, -0.3, 0.8, -0.6, 0.2, 1.1, -0.9];
const judgments = Array.from({ length: ${COUNT} }, (_, k) => {
  const i = Math.floor(8 * uniform());
  const j = (i + 1 + Math.floor(7 * uniform())) % 8;
  const p = 1 / (1 + Math.exp(abilities[j] - abilities[i]));
  const u = uniform();
  const outcome = u < 0.2 ? 0.5 : u < 0.2 + 0.8 * p ? 1 : 0;
  const strength = outcome === 0.5 ? 0 : (outcome === 1 ? 1 : -1) * (1 + Math.floor(3 * uniform()));
  return { left: "p" + i, right: "p" + j, outcome, strength, cluster: k % 2000, annotator: k % 50 };
});
const rankings = Array.from({ length: ${COUNT} / 6 }, (_, cluster) => {
  const noisy = abilities.slice(0, 4).map((a, i) => ["p" + i, a - Math.log(-Math.log(1 - uniform()))]);
  return { ranking: noisy.sort((a, b) => b[1] - a[1]).map(([name]) => name), cluster: cluster % 2000 };
});
const decided = judgments.filter(({ outcome }) => outcome !== 0.5);

const fits = {
  "Bradley-Terry with Davidson's ties and position, by prompt": () =>
    fitBradleyTerry(judgments, { position: true, covariance: "prompt" }),
  "the same, by prompt and annotator": () =>
    fitBradleyTerry(judgments, { position: true, covariance: "prompt-and-annotator" }),
  "cumulative logit of strengths, by prompt": () => fitStrengthModel(judgments, { covariance: "prompt" }),
  "crowd Bradley-Terry, 50 annotators": () => fitCrowdBradleyTerry(decided, { baseline: "p0" }),
  "Plackett-Luce of as many pairs in rankings of four": () => fitPlackettLuce(rankings, { baseline: "p0" }),
};
const result = {};
for (const [name, fit] of Object.entries(fits)) {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    fit();
    return performance.now() - started;
  });
  result[name] = { first_ms: Math.round(times[0]), median_ms: Math.round(times.sort((a, b) => a - b)[2]) };
}
document.body.textContent = JSON.stringify({ browser: navigator.userAgent, judgments: judgments.length, result });
`;

const folder = mkdtempSync(path.join(os.tmpdir(), "bench-stats-"));
try {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: path.join(import.meta.dirname, "../apps/cli"), loader: "js" },
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
  });
  const script = outputFiles[0].text.replaceAll("</script", "<\\/script");
  const page = path.join(folder, "page.html");
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><body><script>${script}</script>`);
  const chromium = process.argv[2] ?? "chromium";
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", `--user-data-dir=${path.join(folder, "profile")}`];
  const { stdout, error, status } = spawnSync(chromium, [...flags, "--dump-dom", `file://${page}`], {
    encoding: "utf8",
    timeout: 120_000,
  });
  const found = /<body>(\{.*\})/s.exec(stdout ?? "");
  if (!found) {
    console.error(`${chromium}: expected the page's JSON, got ${error?.message ?? `status ${status}`}; give its path`);
    process.exitCode = 1;
  } else console.log(JSON.stringify(JSON.parse(found[1].replaceAll("&quot;", '"')), null, 2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
