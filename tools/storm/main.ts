// npm run storm: kills, stalls and starves what trains and labels, and checks that nothing shows in the end.
//   --kind trainer|cli|database   random SIGKILLs of the training process, the command line, the whole Postgres, in all stages
//   --kind points                 SIGKILL at every crash point of every step (CRASH_AT); --rounds 0 = all there are
//   --kind cold                   the negative control: weights alone, without the optimiser's moments, give other numbers
//   --kind judgments              Postgres is killed under the load of many judges; acknowledged answers against the table
//   --kind lossy                  the negative control: the same with synchronous_commit=off has to lose some
//   --kind zombie                 SIGSTOP past the lease, another process takes over, SIGCONT
//   --kind workbench              rlhf start under kill -9 of web, worker, trainer, Postgres or all, people labeling, loops training
//   --kind schedule               two workers, one schedule on a clock of seconds, --rounds ticks; the workers are killed in turn
//   --kind zombie-worker          SIGSTOP of a worker with its trainer past the lease, another takes over, SIGCONT
//   --kind disk                   no room at a random byte of checkpoints, metrics or the database's log
//   --rounds 20 --seed 1 --precision float32
// Every figure is printed with its seed; a storm that finds anything wrong ends with exit code 1. Same functions as the
// tests beside it, with larger counts. What is proved: docs/reliability.md.
import { parseArgs } from "node:util";
import { z } from "zod";
import { STORMS } from "./storms";

const KINDS = Object.keys(STORMS) as [string, ...string[]];
const Arguments = z.object({
  kind: z.enum(KINDS),
  rounds: z.coerce.number().int().nonnegative().default(20),
  seed: z.coerce.number().int().nonnegative().default(1),
  precision: z.enum(["float32", "bfloat16"]).default("float32"),
});

const { values } = parseArgs({
  options: {
    kind: { type: "string" },
    rounds: { type: "string" },
    seed: { type: "string" },
    precision: { type: "string" },
  },
});
const parsed = Arguments.safeParse(values);
if (!parsed.success) {
  process.stderr.write(`storm: ${z.prettifyError(parsed.error)}\nkinds: ${KINDS.join(", ")}\n`);
  process.exit(2);
}
const { kind, ...options } = parsed.data;
const storm = STORMS[kind];
if (!storm) throw new Error(`${kind}: expected a kind that there is`);
const began = performance.now();
const { wrong, ...figures } = await storm(options);
const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(`${JSON.stringify({ kind, ...options, seconds, ...figures, wrong }, null, 1)}\n`);
process.exit(wrong.length === 0 ? 0 : 1);
