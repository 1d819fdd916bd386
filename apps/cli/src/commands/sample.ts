import { queryTokens } from "@rlhf/datasets";
import { DataError } from "@rlhf/domain";
import { generate } from "@rlhf/gpt";
import { loadPolicy, openSource } from "@rlhf/pipeline";
import { resolveLoopConfig } from "../config-input";
import { printResult } from "../output";
import { findPolicy } from "../policy-lookup";
import { findProject, projectConfigSource } from "../project";
import { withWorkbench } from "../session";

export type SampleOptions = {
  policy: string;
  prompt: string;
  project?: string;
  seed: number;
  temperature?: number;
  maxNewTokens?: number;
  json?: boolean;
};

/** `rlhf sample`: one answer of a policy, on stdout. Nothing is stored. */
export async function sample(options: SampleOptions): Promise<void> {
  await withWorkbench(async ({ bench, signal }) => {
    const project = await findProject(bench.db, options.project);
    const config = resolveLoopConfig(await projectConfigSource(bench.db, { projectId: project.id }), []);
    const version = await findPolicy(bench.db, { projectId: project.id, name: options.policy });
    const { tokenizer } = await openSource(config, { use: "reading" });
    const model = await loadPolicy(bench, version.id);
    try {
      const query = queryTokens(tokenizer, options.prompt, { nCtx: model.config.nCtx });
      const room = model.config.nCtx - query.length;
      if (options.maxNewTokens !== undefined && options.maxNewTokens > room) {
        throw new DataError(
          `--max-new-tokens ${options.maxNewTokens}: expected at most ${room} (context ${model.config.nCtx}, prompt ${query.length})`,
        );
      }
      const sampling = { ...config.generate, temperature: options.temperature ?? config.generate.temperature };
      const [answer] = await generate(model, [query], {
        maxNewTokens: options.maxNewTokens ?? Math.min(sampling.maxNewTokens, room),
        temperature: sampling.temperature,
        topK: sampling.topK,
        topP: sampling.topP,
        eosId: tokenizer.specials.eos,
        seed: options.seed,
        purpose: "sample",
        step: 0,
        rowIds: [0],
        signal,
      });
      const text = tokenizer.decode(answer?.tokens ?? []);
      const shown = {
        policy: `${version.policyName}@${version.version}`,
        prompt: options.prompt,
        answer: text,
        tokens: answer?.tokens.length ?? 0,
        finished: answer?.finished ?? false,
        logprob: answer?.logprobs.reduce((sum, x) => sum + x, 0) ?? 0,
      };
      printResult(shown, { ...options, text: () => text });
    } finally {
      model.params.dispose();
    }
  });
}
