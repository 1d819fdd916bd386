import { ConfigError } from "@rlhf/domain";
import type { RewardKind, TaskLimits } from "@rlhf/ppo";
import { initBackend } from "@rlhf/tensor";
import { runCertificate, type Part } from "../certify/certificate";
import { certificateTables, type Table } from "../certify/text";
import { Console } from "../console";
import { readEnv } from "../env";
import { markdownTable, writeGeneratedBlock } from "../generated-block";
import { stopOnInterrupt } from "../interrupt";
import { printResult } from "../output";
import { renderTable } from "../table";

export type CertifyOptions = {
  seed: number;
  only?: Part;
  tasks: number;
  vocabulary?: number;
  length?: number;
  beta?: number;
  reward?: RewardKind;
  graphSeed: number;
  page?: string;
  json?: boolean;
};

/** `rlhf certify`: real training on tasks whose answer is known. Exit code 1 when a bar is missed. */
export async function certify(options: CertifyOptions): Promise<void> {
  const { seed, only, tasks, graphSeed, page } = options;
  const fixed = limitsOf(options);
  const console = new Console();
  const { name, threads } = await initBackend({ ...readEnv(), precision: "float32" });
  console.note(`seed ${seed} · ${name}, float32, ${threads} threads`);
  const result = await runCertificate({
    ...{ seed, only, tasks, fixed, graphSeed, precision: "float32", signal: stopOnInterrupt() },
    onStep: (stage, step, total) => console.progress({ stage, step, total, unit: "steps", metrics: {} }),
  });
  if (!result.passed) process.exitCode = 1;
  const tables = certificateTables(result);
  if (page !== undefined) for (const table of tables) await writeGeneratedBlock(page, table.part, asMarkdown(table));
  const verdict = result.passed ? "all bars reached" : "a bar was missed";
  printResult(result, { ...options, text: () => [...tables.map(asText), verdict].join("\n\n") });
}

/** What the options fix in every task. @throws ConfigError beyond what can be enumerated. */
function limitsOf({ vocabulary, length, beta, reward }: CertifyOptions): TaskLimits {
  if ((vocabulary ?? 2) > 8 || (length ?? 1) > 4) {
    throw new ConfigError(
      `certify: expected --vocabulary of at most 8 and --length of at most 4, got ${vocabulary ?? "-"} and ${length ?? "-"}`,
    );
  }
  const given = { vocabSize: vocabulary, length, beta, reward };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const asText = ({ title, header, rows, notes }: Table): string =>
  [title, renderTable(header, rows), ...notes].join("\n");

const asMarkdown = ({ title, header, rows, notes }: Table): string =>
  [`### ${title}`, markdownTable(header, rows), ...notes].join("\n\n");
