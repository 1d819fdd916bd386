// NaN or Inf where numbers are made, at random steps, for each trainer and backend: nothing is applied, the step is counted,
// and the third in a row ends the run with the cause.
import { BackendError, NonFiniteError, type Backend, type MetricValues } from "@rlhf/domain";
import type { ScoreFn } from "@rlhf/ppo";
import { initBackend, Philox, type lossAndGrads, type tokenDivergence, type tokenLogprobs } from "@rlhf/tensor";
import { describe, expect, it, vi } from "vitest";
import { stateSha256, tinyTrainer, TRAINERS, type TinyTrainer, type TrainerName } from "./testing-trainers";

type Site = "loss" | "gradient" | "log-prob" | "rollout log-prob" | "reward";
/** What the next step finds; null when all is well. */
const fault = vi.hoisted(() => ({ site: null as Site | null, value: NaN, draw: 0, taping: false }));

vi.mock("@rlhf/tensor", async (importOriginal) => {
  const actual = await importOriginal<typeof import("@rlhf/tensor")>();
  const { tf } = actual;
  /** The tensor with one element replaced. */
  const spoilt = <T extends InstanceType<typeof tf.Tensor>>(tensor: T): T => {
    const values = Float32Array.from(tensor.dataSync());
    values[fault.draw % values.length] = fault.value;
    return tf.tensor(values, tensor.shape) as T;
  };
  const injected: typeof lossAndGrads = (params, f) => {
    fault.taping = true;
    const result = actual.lossAndGrads(params, f);
    fault.taping = false;
    if (fault.site === "loss") {
      const loss = spoilt(result.loss);
      result.loss.dispose();
      return { ...result, loss };
    }
    if (fault.site === "gradient") {
      const names = Object.keys(result.grads);
      const name = names[fault.draw % names.length] ?? "";
      const grad = result.grads[name];
      if (grad) result.grads[name] = spoilt(grad);
      grad?.dispose();
    }
    return result;
  };
  const injectedLogprobs: typeof tokenLogprobs = (input) => {
    const { logprobs, entropy } = actual.tokenLogprobs(input);
    if (fault.site !== "log-prob" || !fault.taping) return { logprobs, entropy };
    const zeros = actual.scoped(() => spoilt(tf.zeros(logprobs.shape)));
    return { logprobs: logprobs.add(zeros), entropy };
  };
  const injectedDivergence: typeof tokenDivergence = (input) => {
    const said = actual.tokenDivergence(input);
    return fault.site === "rollout log-prob" ? { ...said, logprobs: spoilt(said.logprobs) } : said;
  };
  return { ...actual, lossAndGrads: injected, tokenLogprobs: injectedLogprobs, tokenDivergence: injectedDivergence };
});

const scoreFn: ScoreFn = async (_, responses) => {
  const scores = Float32Array.from(responses, (response) => response.length);
  if (fault.site === "reward") scores[fault.draw % scores.length] = fault.value;
  return scores;
};

const SITES: Record<TrainerName, Site[]> = {
  sft: ["loss", "gradient", "log-prob"],
  reward: ["loss", "gradient"],
  ppo: ["loss", "gradient", "log-prob", "rollout log-prob", "reward"],
};
const STEPS = 10;

/** Random steps, never three in a row. */
function faultySteps(random: Philox): Set<number> {
  const steps = new Set<number>();
  for (let step = 0; step < STEPS; step++) {
    if (random.int(2) === 0 && !(steps.has(step - 1) && steps.has(step - 2))) steps.add(step);
  }
  return steps;
}

async function stepWith(trainer: TinyTrainer["trainer"], site: Site | null, random: Philox): Promise<MetricValues> {
  const value = [NaN, Infinity, -Infinity][random.int(3)] ?? NaN;
  Object.assign(fault, { site, value, draw: random.int(10_000) });
  try {
    return await trainer.step();
  } finally {
    fault.site = null;
  }
}

/** What a step may not change: weights and optimisers. The counters say that it was left out. */
async function learned(trainer: TinyTrainer["trainer"]): Promise<string> {
  return stateSha256({ files: (await trainer.state()).files, counters: {} });
}

describe.each(["wasm", "native"] satisfies Backend[])("on %s", (backend) => {
  describe.each(TRAINERS.flatMap((name) => SITES[name].map((site) => ({ name, site }))))(
    "$name, not finite in the $site",
    ({ name, site }) => {
      const start = async (): Promise<TinyTrainer | null> => {
        try {
          await initBackend({ backend, precision: "float32" });
        } catch (error) {
          if (!(error instanceof BackendError)) throw error;
          console.log(`left out: ${error.message}`);
          return null;
        }
        return tinyTrainer(name, { scoreFn, ppo: { noptepochs: 1 } });
      };

      it("leaves the step out and counts it, at any steps; three in a row end the run with the cause", async ({
        skip,
      }) => {
        const tiny = await start();
        if (!tiny) return skip();
        const { trainer } = tiny;
        const random = new Philox({ seed: Date.now() % 1_000, purpose: `${name} ${site}` });
        const faulty = faultySteps(random);
        let counted = 0;
        for (let step = 0; step < STEPS; step++) {
          const before = await learned(trainer);
          const metrics = await stepWith(trainer, faulty.has(step) ? site : null, random);
          const perStep = name === "ppo" && ["loss", "gradient"].includes(site) ? 2 : 1; // policy and critic
          counted += faulty.has(step) ? perStep : 0;
          const label = `step ${step} of ${[...faulty].join()}`;
          expect(metrics["val/nonfinite_steps"], label).toBe(counted);
          expect(Object.values(metrics).every(Number.isFinite), label).toBe(true);
          if (site === "log-prob" && name === "ppo") continue; // the critic's own step is finite
          expect((await learned(trainer)) === before, label).toBe(faulty.has(step));
        }
        await stepWith(trainer, null, random);
        await stepWith(trainer, site, random);
        await stepWith(trainer, site, random);
        const before = await learned(trainer);
        const third = stepWith(trainer, site, random);
        await expect(third).rejects.toThrow(NonFiniteError);
        await expect(third).rejects.toThrow(CAUSES[site]);
        await expect(third).rejects.toThrow(/3 in a row/);
        if (site !== "log-prob") expect(await learned(trainer)).toBe(before);
        tiny.dispose();
      });
    },
  );
});

const CAUSES: Record<Site, RegExp> = {
  loss: /expected a finite loss and gradient, got loss (NaN|-?Infinity)/,
  gradient: /expected a finite loss and gradient, got loss \S+ and norm (NaN|Infinity)/,
  "log-prob": /expected a finite loss and gradient, got loss/,
  "rollout log-prob": /expected finite log-probs of the policy, got (NaN|-?Infinity) at place/,
  reward: /expected finite scores of scoreFn, got (NaN|-?Infinity) at place/,
};
