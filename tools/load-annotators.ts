// npm run load: simulated annotators against the web app as `rlhf start` runs it (built, with worker and a Postgres of its own).
// Open loop: answers come at a fixed rate, whatever the server does, and latencies count from the moment each was meant.
//   --annotators 200 --rate 50 --seconds 20     first part, at a comfortable rate
//   --steps 100,200,400,800 --step-seconds 8    then up to where it breaks, with as many more people; "" = none
//   --seed 1
// Then the record of all annotators is compared with the table, answer by answer. Exit code 1 when anything is lost, doubled or
// someone else's. All on this machine: generator, web server and Postgres share its processors, so figures are lower bounds.
import { parseArgs } from "node:util";
import { z } from "zod";
import { loadStorm } from "./load/load";
import { reportLines } from "./load/report";

const numbers = z.string().transform((text) => text.split(",").filter(Boolean).map(Number));
const Arguments = z.object({
  annotators: z.coerce.number().int().min(1).max(2_000).default(200),
  rate: z.coerce.number().min(1).max(1_000).default(50),
  seconds: z.coerce.number().min(1).max(600).default(20),
  steps: numbers.pipe(z.array(z.number().min(1).max(1_000)).max(12)).prefault("100,200,400,800"),
  "step-seconds": z.coerce.number().min(1).max(60).default(8),
  seed: z.coerce.number().int().nonnegative().default(1),
});

const names = Object.keys(Arguments.shape).map((name) => [name, { type: "string" }] as const);
const parsed = Arguments.safeParse(parseArgs({ options: Object.fromEntries(names) }).values);
if (!parsed.success) {
  process.stderr.write(`load: ${z.prettifyError(parsed.error)}\n`);
  process.exit(2);
}
const { "step-seconds": stepSeconds, ...options } = parsed.data;
const report = await loadStorm({ ...options, stepSeconds });
process.stdout.write(`${reportLines(report).join("\n")}\n`);
const { lost, doubled, misattributed, other } = report.sets;
process.exit(lost.length + doubled.length + misattributed.length + other.length === 0 ? 0 : 1);
