import os from "node:os";
import { histogramLines, round, type Quantiles } from "./histogram";
import type { LoadReport, Phase } from "./load";

/** What the product promises at the first rate, in ms. */
const CLAIM_P95 = 50;
const SUBMIT_P99 = 150;
/** A generator that comes later than this measures itself. */
const LATE_MS = 5;

/** The report in lines for people; every figure with its unit and number. */
export function reportLines({ options, phases, first, said, acknowledged, sets }: LoadReport): string[] {
  const [base] = phases;
  const { lost, doubled, misattributed, other } = sets;
  const wrong = [...lost, ...doubled, ...misattributed, ...other].slice(0, 10).map((line) => `  ${line}`);
  return [
    `${os.cpus().length} cores ${os.cpus()[0]?.model ?? ""} (load ${os.loadavg().map(round).join(" ")}), Node ${process.version}, ` +
      `seed ${options.seed}; generator, web server and Postgres share the cores`,
    "",
    "phase     people  offered/s  acked/s   submit p50/p95/p99 ms     claim p50/p95/p99 ms   told to wait   away   late p99 ms  cores",
    ...phases.map(phaseLine),
    "",
    `knee: ${knee(phases)}`,
    ...(base ? promises(base) : []),
    `submits at ${options.rate}/s, from the moment meant until acknowledged:`,
    ...histogramLines(first.submitMs),
    `claims at ${options.rate}/s:`,
    ...histogramLines(first.claimMs),
    `${said} answers given, ${acknowledged} acknowledged: ${lost.length} lost, ${doubled.length} doubled, ` +
      `${misattributed.length} misattributed, ${other.length} broken invariants`,
    ...wrong,
  ];
}

const trio = ({ p50, p95, p99 }: Quantiles): string => [p50, p95, p99].join(" / ");

function phaseLine(phase: Phase): string {
  const cores = Object.entries(phase.cores).map(([name, n]) => `${name} ${n}`);
  return [
    phase.name.padEnd(9),
    String(phase.people).padStart(6),
    String(phase.rate).padStart(10),
    phase.acknowledged.toFixed(1).padStart(9),
    trio(phase.submit).padStart(24),
    trio(phase.claim).padStart(24),
    String(phase.busy).padStart(13),
    String(phase.away).padStart(7),
    String(phase.lateness.p99).padStart(13),
    `  ${cores.join(", ")}`,
  ].join(" ");
}

/** The last rate that was served as promised, and the first that was not. */
function knee(phases: readonly Phase[]): string {
  const climbed = phases.filter(({ name }) => name !== "after");
  const broke = climbed.findIndex(({ submit, busy, away }) => submit.p99 > SUBMIT_P99 || busy + away > 0);
  if (broke === -1) return `not reached, ${climbed.at(-1)?.rate} submits/s are served with p99 ≤ ${SUBMIT_P99} ms`;
  const most = Math.max(...climbed.map((phase) => phase.acknowledged));
  return (
    `between ${climbed[broke - 1]?.rate ?? 0} and ${climbed[broke]?.rate} submits/s (p99 ≤ ${SUBMIT_P99} ms, nobody told to wait); ` +
    `at most ${most.toFixed(0)} acknowledged/s`
  );
}

function promises({ claim, submit, lateness, rate }: Phase): string[] {
  const held = (name: string, got: number, limit: number) =>
    `${name} ${got} ms at ${rate} submits/s: ${got <= limit ? "held" : "NOT held"} (≤ ${limit} ms)`;
  const late = `the generator itself was late by ${lateness.p99} ms (p99)`;
  return [
    held("claim p95", claim.p95, CLAIM_P95),
    held("submit p99", submit.p99, SUBMIT_P99),
    ...(lateness.p99 > LATE_MS ? [`${late}: the figures measure it too`] : []),
  ];
}
