import { METRICS, type MetricKey } from "@rlhf/domain";
import type { Series } from "./run-detail";
import { settingOf } from "./settings";

type View = { name: string; note: string };

/** The curves that tell how a run fares, in the order of the page; which of them exist depends on its kind. */
const STORY: Partial<Record<MetricKey, View>> = {
  "objective/scores": { name: "Score", note: "reward model, mean of a batch" },
  "objective/kl": { name: "KL", note: "from the reference, nats per answer" },
  "policy/entropy_avg": { name: "Entropy", note: "nats per token" },
  "tokens/responses_len_mean": { name: "Answer length", note: "tokens" },
  "train/loss": { name: "Loss", note: "nats per token" },
  "eval/nats_per_token": { name: "Held-out loss", note: "nats per token" },
  "reward/loss": { name: "Loss", note: "nats per pair" },
  "reward/accuracy": { name: "Accuracy", note: "share of pairs ordered as judged" },
  "reward/margin": { name: "Margin", note: "chosen minus rejected" },
};
const HEALTH: Partial<Record<MetricKey, View>> = {
  "loss/policy_avg": { name: "Policy loss", note: "clipped surrogate" },
  "loss/value_avg": { name: "Value loss", note: "reward²" },
  "policy/clipfrac_avg": { name: "Clip fraction", note: "share of tokens" },
  "policy/approxkl_avg": { name: "KL of an update", note: "nats per token" },
  "val/explained_variance": { name: "Explained variance", note: "share" },
  "policy/grad_norm": { name: "Gradient norm", note: "before clipping" },
  "train/grad_norm": { name: "Gradient norm", note: "before clipping" },
  "val/nonfinite_steps": { name: "Steps not applied", note: "not finite" },
  "objective/kl_coef": { name: "β", note: "weight of the KL penalty" },
  "world/gold": { name: "Gold score", note: "known in the built-in world" },
  "world/distinct": { name: "Distinct answers", note: "share of a batch" },
  lr: { name: "Learning rate", note: "of the step" },
};
const VIEWS: Partial<Record<string, View>> = { ...STORY, ...HEALTH };

/** Every curve that the page asks for at once; the others wait until somebody wants them. */
export const FIRST_KEYS: readonly string[] = [...Object.keys(VIEWS), "train/tokens", "episode"];

export const isStory = (key: string): boolean => key in STORY;
export const isHealth = (key: string): boolean => key in HEALTH;

/** In the order of the page. */
export const inOrder = (series: readonly Series[]): Series[] =>
  Object.keys(VIEWS).flatMap((key) => series.find((one) => one.key === key) ?? []);

export function viewOf({ key, unit }: { key: string; unit: string | null }): View {
  return VIEWS[key] ?? { name: key, note: unit ?? "" };
}

/** What the metric is, in a sentence. */
export const aboutOf = (key: string): string => (key in METRICS ? METRICS[key as MetricKey].about : key);

type Guide = { lo: number; hi: number; label: string };
const level = (at: number, label: string): Guide => ({ lo: at, hi: at, label });

/** The adaptive controller lets the KL leave its target by this share before it moves β at full speed (Ziegler 2019). */
const KL_TOLERANCE = 0.2;

/** What a curve is read against: a target that was set, a limit, or the value that means "nothing". */
export function guideOf(key: string, config: Readonly<Record<string, unknown>>): Guide | undefined {
  if (key === "objective/kl") return klGuide(config);
  if (key === "val/explained_variance") return level(0, "0: the critic knows nothing");
  if (key === "policy/grad_norm") {
    const limit = settingOf(config, "ppo.maxGradNorm");
    return typeof limit === "number" ? level(limit, `clipped at ${limit}`) : undefined;
  }
  if (key === "objective/scores") return level(0, "0: mean of the reference");
  return undefined;
}

function klGuide(config: Readonly<Record<string, unknown>>): Guide | undefined {
  const target = settingOf(config, "ppo.klTarget");
  const controller = settingOf(config, "ppo.klController");
  if (typeof target !== "number" || controller === "fixed") return undefined;
  if (controller === "earlyStop") return level(target, `epochs stop at ${target}`);
  const label = `target ${target} ± ${100 * KL_TOLERANCE} %`;
  return { lo: (1 - KL_TOLERANCE) * target, hi: (1 + KL_TOLERANCE) * target, label };
}
