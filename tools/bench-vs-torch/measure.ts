// A B A B: ours and the peer in turn, each run a process of its own; medians over the rounds.
import type { Precision } from "@rlhf/domain";
import { median } from "./median";
import { runOurs, type OurFigures } from "./ours";
import { BenchError, peerGemm, runPeer, type PeerFigures } from "./peer";

export type WorkloadName = "W1" | "W2" | "W3" | "W4";

/** Medians over the rounds; seconds, tokens per second, GFLOP/s, MB. null: not measured or not known of that side. */
export type Row = {
  engine: "ours" | "PyTorch" | "PyTorch compiled";
  precision: Precision;
  tRollout: number | null;
  tScore: number | null;
  tUpdate: number | null;
  tStep: number | null;
  rolloutTokensPerSecond: number | null;
  sftTokensPerSecond: number | null;
  updateGflops: number | null;
  gemmGflops: number | null;
  peakMb: number | null;
};

// Steps to time and to warm up, the same for both sides. A run has hundreds of steps, so what counts is the steady one: the
// JavaScript around W1's kernels is compiled after some tens of them (15 steps in all said 62 ms where a run settles at 36).
// W4's take tens of seconds at the peer.
const STEPS: Record<WorkloadName, { steps: number; warmup: number }> = {
  W1: { steps: 100, warmup: 20 },
  W2: { steps: 12, warmup: 3 },
  W3: { steps: 5, warmup: 2 },
  W4: { steps: 2, warmup: 1 },
};

type Options = {
  python: string;
  precisions: readonly Precision[];
  rounds: number;
  threads: number;
  compile: boolean;
  steps?: number | undefined;
};

/** @throws BenchError when the two sides do not hold the same network. */
export async function measure(name: WorkloadName, o: Options): Promise<Row[]> {
  const rows: Row[] = [];
  for (const precision of o.precisions) {
    const runs = { ours: new Array<Row>(), peer: new Array<Row>(), compiled: new Array<Row>() };
    for (let round = 0; round < o.rounds; round++) {
      const ours = await ourRow(name, precision, o);
      const peer = await peerRow(name, precision, { ...o, compile: false });
      if (ours.params !== peer.params)
        throw new BenchError(
          `${name}: expected the same network, ours has ${ours.params} weights, the peer ${peer.params}`,
        );
      runs.ours.push(ours.row);
      runs.peer.push(peer.row);
      if (o.compile) runs.compiled.push((await peerRow(name, precision, o)).row);
    }
    rows.push(...Object.values(runs).flatMap((some) => medianRow(some)));
  }
  return rows;
}

type Side = { row: Row; params: number | null };

async function ourRow(workload: WorkloadName, precision: Precision, o: Options): Promise<Side> {
  const { threads, steps = STEPS[workload].steps } = o;
  const part = (only: "ppo" | "sft" | "gemm"): Promise<OurFigures> =>
    runOurs({ workload, only, precision, steps, threads });
  const ppo = await part("ppo");
  const sft = workload === "W4" ? null : await part("sft");
  const gemm = await part("gemm");
  const row: Row = {
    engine: "ours",
    precision,
    tRollout: ppo.t_rollout,
    tScore: ppo.t_score,
    tUpdate: ppo.t_update,
    tStep: ppo.t_step,
    rolloutTokensPerSecond: ppo.rollout_tok_s,
    sftTokensPerSecond: sft?.sft_tok_s ?? null,
    updateGflops: ppo.update_gflops,
    gemmGflops: gemm.gemm_gflops,
    peakMb: ppo.peak_rss_mb,
  };
  return { row, params: ppo.params };
}

async function peerRow(workload: WorkloadName, precision: Precision, o: Options): Promise<Side> {
  const { steps = STEPS[workload].steps } = o;
  const { warmup } = STEPS[workload];
  const dtype = precision === "float32" ? "f32" : "bf16";
  const counts = ["--steps", String(steps), "--warmup", String(warmup), "--threads", String(o.threads)];
  const args = ["--workload", workload, "--dtype", dtype, ...counts, ...(o.compile ? ["--compile"] : [])];
  const ppo: PeerFigures = await runPeer(o.python, args);
  const sft = workload === "W4" ? null : await runPeer(o.python, [...args, "--only", "sft"]);
  const row: Row = {
    engine: o.compile ? "PyTorch compiled" : "PyTorch",
    precision,
    tRollout: ppo.t_rollout ?? null,
    tScore: ppo.t_score ?? null,
    tUpdate: ppo.t_update ?? null,
    tStep: ppo.t_step,
    rolloutTokensPerSecond: ppo.rollout_tok_s ?? null,
    sftTokensPerSecond: sft?.sft_tok_s ?? null,
    updateGflops: null,
    gemmGflops: await peerGemm(o.python, { dtype, threads: o.threads }),
    peakMb: ppo.peak_rss_mb,
  };
  return { row, params: ppo.params };
}

function medianRow(rows: readonly Row[]): Row[] {
  const [first] = rows;
  if (first === undefined) return [];
  const middle = (key: keyof Omit<Row, "engine" | "precision">): number | null => {
    const values = rows.flatMap((row) => row[key] ?? []);
    return values.length === 0 ? null : median(values);
  };
  return [
    {
      engine: first.engine,
      precision: first.precision,
      tRollout: middle("tRollout"),
      tScore: middle("tScore"),
      tUpdate: middle("tUpdate"),
      tStep: middle("tStep"),
      rolloutTokensPerSecond: middle("rolloutTokensPerSecond"),
      sftTokensPerSecond: middle("sftTokensPerSecond"),
      updateGflops: middle("updateGflops"),
      gemmGflops: middle("gemmGflops"),
      peakMb: middle("peakMb"),
    },
  ];
}
