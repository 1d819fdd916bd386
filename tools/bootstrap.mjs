// Makes a clone ready to run; needs nothing but Node. Every step is skipped when its inputs have not changed.
//   node tools/bootstrap.mjs                npm ci when node_modules is missing or older than the lock file, then the steps
//   node tools/bootstrap.mjs --steps-only   the steps alone: npm's postinstall. Never fails the install
//   --web                                   the screens, too: npm start
//   --force                                 every step, whatever its stamp says
// All output goes to stderr, so that a command that follows owns stdout.
import { existsSync } from "node:fs";
import path from "node:path";
import { hashOf } from "./bootstrap/content-hash.mjs";
import { withLock } from "./bootstrap/lock.mjs";
import { run, say } from "./bootstrap/run.mjs";
import { isStamped, removeStamp, stamp } from "./bootstrap/stamps.mjs";
import { steps } from "./bootstrap/steps.mjs";

const ROOT = path.resolve(import.meta.dirname ?? ".", "..");
const MIN_NODE = [20, 19];
const stepsOnly = process.argv.includes("--steps-only");
const force = process.argv.includes("--force");
const wanted = { web: process.argv.includes("--web") };

function nodeIsOld() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]);
}

/** node_modules is what the lock file says, as far as its stamp knows. */
function packagesAreCurrent() {
  return existsSync(path.join(ROOT, "node_modules")) && isStamped(ROOT, "packages", lockHash());
}

function lockHash() {
  return hashOf(ROOT, ["package-lock.json"]);
}

async function installPackages() {
  say("installing packages (npm ci; a minute or two)");
  removeStamp(ROOT, "packages");
  // npm_execpath: the npm that runs us, if one does; scripts stay off, our own steps take their place
  const npm = process.env.npm_execpath;
  const args = ["ci", "--ignore-scripts", "--loglevel=error"];
  if (npm?.endsWith(".js")) await run(process.execPath, [npm, ...args], { cwd: ROOT });
  else await run(process.platform === "win32" ? "npm.cmd" : "npm", args, { cwd: ROOT });
  stamp(ROOT, "packages", lockHash());
}

/** Runs what is out of date, in order. A step that may fail says so in one line and the rest goes on. */
async function runSteps() {
  for (const step of steps(ROOT, wanted)) {
    if (isCurrent(step)) continue;
    const hash = step.hash?.();
    try {
      if (step.announce) say(step.announce);
      await step.run();
    } catch (error) {
      if (!step.optional && !stepsOnly) throw error;
      const message = error instanceof Error ? error.message : String(error);
      say(`${step.name}: ${message.split("\n")[0]} (${step.without})`);
      if (!step.optional) continue; // tried again next time
    }
    if (hash !== undefined) stamp(ROOT, step.name, hash);
  }
}

const isCurrent = (step) => !force && step.isDone();

async function bootstrap() {
  if (stepsOnly && process.env.npm_lifecycle_event === "postinstall") stamp(ROOT, "packages", lockHash());
  if ((stepsOnly || packagesAreCurrent()) && steps(ROOT, wanted).every(isCurrent)) return;
  await withLock(ROOT, async () => {
    if (!stepsOnly && !packagesAreCurrent()) await installPackages();
    await runSteps(); // asks again: another bootstrap may have done it while we waited
  });
}

if (nodeIsOld()) {
  say(`expected Node ${MIN_NODE.join(".")} or newer, this is ${process.versions.node}; install Node 20 LTS or 22`);
  process.exit(stepsOnly ? 0 : 1);
}
try {
  await bootstrap();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(stepsOnly ? 0 : 1);
}
