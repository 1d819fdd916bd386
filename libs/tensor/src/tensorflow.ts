// Loads @tensorflow/tfjs-node-gpu, whose binding `npm run setup:tensorflow` compiles.
import { BackendError } from "@rlhf/domain";
import { availableParallelism } from "node:os";
import util from "node:util";
import { registerGradients } from "./tape-gradients";
import { tf } from "./tfjs";

const SETUP = "run npm run setup:tensorflow";

/**
 * Registers the backend `tensorflow` and makes it current; the former one is current again if that fails.
 * @throws BackendError with what is missing, or when `requireGpu` and the library has no GPU.
 */
export async function loadTensorflow(o: { requireGpu: boolean; threads?: number }): Promise<{
  threads: number;
  gpu: boolean;
}> {
  const threads = availableParallelism(); // libtensorflow counts the same way
  if (o.threads !== undefined && o.threads !== threads) {
    throw new BackendError(
      `libtensorflow runs ${threads} threads and ${o.threads} were asked for; leave the number out and confine the process with taskset`,
    );
  }
  const former = tf.getBackend();
  try {
    await importPackage();
    if (!(await tf.setBackend("tensorflow"))) throw new BackendError("TensorFlow.js could not initialise it");
    const backend = tf.backend();
    const gpu = "isUsingGpuDevice" in backend && backend.isUsingGpuDevice === true;
    if (o.requireGpu && !gpu)
      throw new BackendError(`a GPU was asked for and libtensorflow found none; ${SETUP} -- --cuda where one is`);
    return { threads, gpu };
  } catch (error) {
    if (former && former !== tf.getBackend()) await tf.setBackend(former);
    throw error;
  }
}

async function importPackage(): Promise<void> {
  // the package calls a function that Node 23 dropped
  if (!("isNullOrUndefined" in util))
    Object.assign(util, { isNullOrUndefined: (x: unknown) => x === null || x === undefined });
  const optional: string = "@tensorflow/tfjs-node-gpu"; // not a literal: bundlers and tsc must not need the package
  try {
    await import(optional);
  } catch (cause) {
    throw new BackendError(reason(cause), { cause });
  }
  registerGradients(); // the package brings its own, which lack some of our corrections
}

function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const missing = /^Cannot find (package|module) '@tensorflow\/tfjs-node-gpu'/.test(message);
  if (missing) return `the optional package @tensorflow/tfjs-node-gpu is not installed; run npm install, then ${SETUP}`;
  if (message.includes("can not be found at path")) return `its binding is not compiled; ${SETUP}`;
  return `it does not load (${message.split("\n")[0] ?? ""}); ${SETUP}`;
}
