import { z } from "zod";
import { setting } from "./setting";

const rate = () => z.number().min(0).max(1);

export const GenerateConfig = z.strictObject({
  maxNewTokens: setting(z.int().positive().default(48), "longest response, EOS included", "tokens", "world.md"),
  temperature: setting(z.number().positive().default(1), "softmax temperature", "ratio", "algorithms.md 2.0"),
  topK: setting(z.int().min(0).default(0), "keep the k likeliest tokens; 0 keeps all", "tokens", "Fan 2018"),
  topP: setting(z.number().gt(0).max(1).default(1), "keep the smallest set of this mass", "rate", "Holtzman 2020"),
  batchSize: setting(z.int().positive().default(512), "rows sampled at a time", "rows", "world.md correction 5"),
});
export type GenerateConfig = z.infer<typeof GenerateConfig>;

export const AnnotatorProfile = z.enum(["expert", "typical", "hurried", "length_lover", "contrarian"]);
export type AnnotatorProfile = z.infer<typeof AnnotatorProfile>;

export const LabelConfig = z.strictObject({
  comparisons: setting(z.int().positive().default(14_000), "pairs to compare", "pairs", "docs/LOG.md 2026-11-23"),
  validationComparisons: setting(
    z.int().positive().default(1_500),
    "pairs of held-out prompts",
    "pairs",
    "torch_loop.py",
  ),
  overlapRate: setting(rate().default(0.1), "share of pairs judged more than once", "rate", "world.md"),
  overlap: setting(z.int().min(2).max(9).default(3), "judgments on such a pair", "judgments", "world.md: two or three"),
  annotators: setting(
    z.array(AnnotatorProfile).min(1).default(["typical", "typical", "typical", "typical"]),
    "profile of each simulated annotator",
    "names",
    "world.md",
  ),
  tieThreshold: setting(
    z.number().min(0).default(0),
    "gold gap under which half of the answers are ties",
    "gold",
    "world.md",
  ),
  goldRate: setting(rate().default(0), "share of served tasks with a known answer", "rate", "labeling.md 7.3"),
  repeatRate: setting(rate().default(0), "share of served tasks that repeat, sides swapped", "rate", "labeling.md 7.3"),
  leaseSeconds: setting(
    z.int().positive().default(900),
    "time to answer before the task is offered again",
    "s",
    "labeling.md 7.4",
  ),
});
export type LabelConfig = z.infer<typeof LabelConfig>;
