import { RlhfError } from "@rlhf/domain";

// One program, four parts: the supervisor (no argument), and the children it starts. Each part loads what it needs; the
// supervisor never loads an engine.
async function main([part, ...args]: string[]): Promise<number> {
  switch (part) {
    case undefined:
      return (await import("./run-worker")).runWorker();
    case "trainer":
      return (await import("./trainer")).train(args);
    case "sampler":
      return (await import("./sampler")).answerSamples();
    case "demo":
      return (await import("./demo")).prepareDemo();
    default:
      process.stderr.write(`rlhf worker: expected no argument, trainer, sampler or demo, got ${part}\n`);
      return 2;
  }
}

const code = await main(process.argv.slice(2)).catch((error: unknown) => {
  const text = error instanceof RlhfError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`rlhf worker: ${text}\n`);
  return error instanceof RlhfError && error.code === "config" ? 2 : 1;
});
process.exit(code);
