// npm run bench:torch: our engine beside PyTorch on the same workloads, after both have agreed on one recorded PPO step.
//   --workloads W1,W2,W3,W4   --precisions float32,bfloat16   --rounds 2   --threads N   --steps N
//   --python PATH   a Python with torch and safetensors; or --setup: make one in ~/.cache/rlhf/torch
//   --compile       rows of torch.compile too (needs a C++ compiler, takes minutes)
//   --gemm          instead: every product of W3 and W4 beside torch.matmul
//   --write         put the table into docs/performance.md
// Figures are kept in .rlhf/bench-torch.json; workloads and precisions measured before stay until measured again.
import { initBackend } from "@rlhf/tensor";
import { Precision } from "@rlhf/domain";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { z } from "zod";
import { agreementOf, disagreements, TOLERANCE } from "./gate";
import { compareProducts, productTable } from "./gemm-shapes";
import { measure } from "./measure";
import { prepareOurs } from "./ours";
import { BenchError, findPython, recordStep, ROOT, setupPython, whyNot } from "./peer";
import { markdown, type Machine } from "./report";
import { readStore, writeStore } from "./store";

const STORE = path.join(ROOT, ".rlhf/bench-torch.json");
const DOCUMENT = path.join(ROOT, "docs/performance.md");
const MARKS = ["<!-- bench:torch -->", "<!-- /bench:torch -->"] as const;

const listOf = (text: string): string[] => text.split(",");
const Arguments = z.object({
  workloads: z
    .string()
    .default("W1,W2,W3,W4")
    .transform(listOf)
    .pipe(z.array(z.enum(["W1", "W2", "W3", "W4"]))),
  precisions: z.string().default("float32,bfloat16").transform(listOf).pipe(z.array(Precision)),
  rounds: z.coerce.number().int().positive().default(2),
  threads: z.coerce.number().int().positive().default(os.availableParallelism()),
  steps: z.coerce.number().int().positive().optional(),
  python: z.string().optional(),
  setup: z.boolean().default(false),
  compile: z.boolean().default(false),
  gemm: z.boolean().default(false),
  write: z.boolean().default(false),
});
type Arguments = z.infer<typeof Arguments>;

const say = (line: string): boolean => process.stderr.write(`bench:torch: ${line}\n`);

/** @throws BenchError */
async function main(args: Arguments): Promise<void> {
  if (args.setup) await setupPython();
  const reason = await whyNot(args.python);
  const python = await findPython(args.python);
  if (reason !== null || python === undefined) throw new BenchError(reason ?? "expected Python with torch, found none");
  if (args.gemm) {
    await prepareOurs();
    return console.log(productTable(await compareProducts({ ...args, python })));
  }
  await assertSameStep(python, args);
  await prepareOurs();
  const report = { machine: await machineOf(python), measured: readStore(STORE) };
  for (const workload of args.workloads) {
    const loadAtStart = os.loadavg()[0] ?? NaN;
    say(`${workload}, load ${loadAtStart.toFixed(1)}`);
    const rows = await measure(workload, { ...args, python });
    const before = report.measured[workload]?.rows ?? [];
    const kept = before.filter((row) => !args.precisions.includes(row.precision));
    const when = { date: new Date().toISOString(), loadAtStart };
    const { rounds, threads } = args;
    const command = commandOf(workload, args);
    report.measured[workload] = { workload, command, ...when, rounds, threads, rows: [...kept, ...rows] };
    writeStore(STORE, report.measured);
  }
  console.log(markdown(report));
  if (args.write) writeDocument(markdown(report));
}

/** The gate: no timing counts before both sides agree on one step, in each precision asked for. */
async function assertSameStep(python: string, { precisions, threads }: Arguments): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "rlhf-recorded-"));
  try {
    for (const precision of precisions) {
      const file = path.join(folder, `${precision}.safetensors`);
      await recordStep(python, { workload: "W1", dtype: precision === "float32" ? "f32" : "bf16", file });
      const found = await agreementOf(file, { threads });
      say(
        `${precision}: ${JSON.stringify(found, (_, x: unknown) => (typeof x === "number" ? Number(x.toPrecision(2)) : x))}`,
      );
      const wrong = disagreements(precision, found).map(([name, error]) => `${name} ${error.toPrecision(2)}`);
      if (wrong.length > 0)
        throw new BenchError(
          `W1 in ${precision}: expected errors within ${TOLERANCE[precision]}, got ${wrong.join(", ")}`,
        );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function machineOf(python: string): Promise<Machine> {
  const { name, instructionSet } = await initBackend({ backend: "auto", precision: "auto" });
  const { stdout } = await promisify(execFile)(python, ["-c", "import torch; print(torch.__version__)"]);
  return {
    cpu: os.cpus()[0]?.model ?? "unknown CPU",
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    torch: stdout.trim(),
    engine: `${name} (${instructionSet})`,
  };
}

function commandOf(workload: string, { precisions, rounds, threads, steps, compile }: Arguments): string {
  const options = [
    `--workloads ${workload}`,
    `--precisions ${precisions}`,
    `--rounds ${rounds}`,
    `--threads ${threads}`,
  ];
  return `npm run bench:torch -- ${[...options, ...(steps ? [`--steps ${steps}`] : []), ...(compile ? ["--compile"] : [])].join(" ")}`;
}

/** Between the marks; what people wrote around them stays. */
function writeDocument(table: string): void {
  const [begin, end] = MARKS;
  const text = readFileSync(DOCUMENT, "utf8");
  const [head, rest] = text.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) throw new BenchError(`${DOCUMENT}: expected ${begin} and ${end}`);
  writeFileSync(DOCUMENT, `${head}${begin}\n\n${table}\n\n${end}${tail}`);
}

const flag = { type: "boolean" } as const;
const text = { type: "string" } as const;
try {
  const options = { workloads: text, precisions: text, rounds: text, threads: text, steps: text, python: text };
  const { values } = parseArgs({ options: { ...options, setup: flag, compile: flag, gemm: flag, write: flag } });
  await main(Arguments.parse(values));
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
