// npm test: everything of npm run check, integration tests on real Postgres, the examples, the browser tests.
// npm run test:slow (--slow): fuzz at full count, simulations of coverage, sanitizers, the engine's tests on TensorFlow.
// Ends with one plain line: N passed, N failed.
import { check } from "./check.mjs";
import { bootstrapWeb, endToEnd, examples, integration, sanitizers, slow } from "./gates/gates.mjs";
import { add, finish, runGates } from "./gates/run-gate.mjs";
import { testTensorflow } from "./test-tensorflow.mjs";

async function everything() {
  const checked = await check();
  return add(checked, await runGates([integration, ...examples(), ...endToEnd()]));
}

async function slowLanes() {
  const ready = await runGates([bootstrapWeb]);
  const ran = await runGates([slow, ...sanitizers()]);
  if (ran.passed + ran.failed === 0) return { ...ready, failed: ready.failed + 1 };
  return [ready, ran, await testTensorflow()].reduce(add);
}

finish(await (process.argv.includes("--slow") ? slowLanes() : everything()));
