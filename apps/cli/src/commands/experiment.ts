import {
  mergeConfig,
  OverOptimizationConfig,
  OVEROPTIMIZATION_PRESETS,
  parseConfig,
  parseSetting,
  type OverOptimizationPreset,
} from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";
import { Console } from "../console";
import { readEnv } from "../env";
import { runOverOptimization } from "../experiment/run";
import { writeOverOptimization } from "../experiment/write";
import { stopOnInterrupt } from "../interrupt";
import { printResult } from "../output";

export type ExperimentOptions = {
  preset: OverOptimizationPreset;
  seed: number;
  seeds?: number;
  set: string[];
  out: string;
  json?: boolean;
};

/** `rlhf experiment overoptimization`: the curves, their fits, and the files that the documentation shows. */
export async function overoptimization(options: ExperimentOptions): Promise<void> {
  const { preset, seed: firstSeed, seeds, out } = options;
  const given = mergeConfig(OVEROPTIMIZATION_PRESETS[preset], ...options.set.map(parseSetting));
  const config = parseConfig(
    OverOptimizationConfig,
    seeds === undefined ? given : mergeConfig(given, { seeds }),
    preset,
  );
  const console = new Console();
  const { precision } = await initBackend(readEnv());
  const result = await runOverOptimization({
    ...{ config, firstSeed, precision, signal: stopOnInterrupt() },
    report: (stage, step, total) => console.progress({ stage, step, total, unit: "steps", metrics: {} }),
  });
  const { files, text } = await writeOverOptimization(result, { preset, set: options.set, out });
  printResult({ files, analysis: result.analysis }, { ...options, text: () => text });
}
