// npm run setup:tensorflow: makes RLHF_BACKEND=tensorflow run, without the download that @tensorflow/tfjs-node-gpu would
// make. Takes libtensorflow from TensorFlow's wheel on PyPI (pip does it; kept in ~/.cache/rlhf/tensorflow) and compiles
// the package's binding against it. No root; nothing is done twice. Why so: docs/decisions/0003-tensorflow-backend.md
//   --lib DIR         a libtensorflow of your own: its .so files and include/
//   --version X.Y.Z   another release; 2.15.1 and 2.21.0 are known to work
//   --if-missing      nothing where a binding stands, of whatever library
//   --cuda | --cpu    which wheel; without it, CUDA's where an NVIDIA driver runs
import { parseArgs } from "node:util";
import { bind, isBound, tryOut } from "./tensorflow/binding.mjs";
import { downloadedLibrary, findLibrary } from "./tensorflow/library.mjs";
import { findCompiler, hasGpu, say, SetupError } from "./tensorflow/programs.mjs";

const RELEASE = "2.21.0";

function readArguments(args) {
  const text = { type: "string" };
  const flag = { type: "boolean" };
  let values;
  try {
    const options = { lib: text, version: text, cuda: flag, cpu: flag, "if-missing": flag };
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new SetupError(error.message.split("\n")[0]);
  }
  const { lib, version = RELEASE, cuda, cpu } = values;
  if (cuda && cpu) throw new SetupError("expected --cuda or --cpu, got both");
  if (lib !== undefined && (cuda || cpu || values.version !== undefined))
    throw new SetupError("expected --lib alone: the library decides version and device");
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new SetupError(`--version: expected X.Y.Z like ${RELEASE}, got ${version}`);
  return { lib, version, ifMissing: values["if-missing"], cuda: cuda ?? (!cpu && hasGpu()) };
}

/** Makes the tensorflow backend ready. @throws SetupError */
async function setupTensorflow(args) {
  const { lib, version, cuda, ifMissing } = readArguments(args);
  if (ifMissing && isBound()) return;
  findCompiler(); // before a download that would be for nothing
  const library = lib === undefined ? await downloadedLibrary({ version, cuda }) : findLibrary(lib);
  const compiled = await bind(library);
  const found = await tryOut();
  const device = found.gpu ? "on a GPU" : "on the CPU";
  say(`${compiled ? "ready" : "up to date"}: TensorFlow ${found.version} ${device}, from ${library.folder}`);
  if (cuda && !found.gpu) say("the CUDA library sees no usable GPU: asking for the GPU will be refused");
}

try {
  await setupTensorflow(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
