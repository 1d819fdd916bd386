// npm run test:tensorflow: the tests of an engine (ops, gradients, a GPT against PyTorch's figures, PPO) on
// @tensorflow/tfjs-node-gpu. Sets it up first where that is missing, for which pip must reach PyPI.
import { onTensorflow, setupTensorflow } from "./gates/gates.mjs";
import { add, finish, runGates } from "./gates/run-gate.mjs";

export async function testTensorflow() {
  const ready = await runGates([setupTensorflow]);
  return ready.failed > 0 ? ready : add(ready, await runGates([onTensorflow]));
}

if (import.meta.filename === process.argv[1]) finish(await testTensorflow());
