import {
  DataConfig,
  EvaluateConfig,
  GenerateConfig,
  LabelConfig,
  ModelConfig,
  PpoConfig,
  Preset,
  PRESETS,
  PretrainConfig,
  RewardConfig,
  SftConfig,
  TokenizerConfig,
  WorldConfig,
} from "@rlhf/domain";
import { z } from "zod";
import { Json } from "./routers/shapes";

export const STAGES = {
  world: WorldConfig,
  data: DataConfig,
  tokenizer: TokenizerConfig,
  model: ModelConfig,
  pretrain: PretrainConfig,
  sft: SftConfig,
  generate: GenerateConfig,
  label: LabelConfig,
  reward: RewardConfig,
  ppo: PpoConfig,
  evaluate: EvaluateConfig,
} as const;
type Stage = keyof typeof STAGES;
export const FORM_STAGES = Object.keys(STAGES) as [Stage, ...Stage[]];

const Field = z.strictObject({
  name: z.string(),
  /** As in a config file: `ppo.klCoef`. */
  path: z.string(),
  kind: z.enum(["integer", "number", "boolean", "choice", "text", "list"]),
  default: z.unknown(),
  description: z.string(),
  unit: z.string(),
  source: z.string(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** The bounds themselves are refused. */
  exclusiveMin: z.boolean(),
  choices: z.array(z.string()).nullable(),
});
export const RunForm = z.strictObject({
  stage: z.enum(FORM_STAGES),
  fields: z.array(Field),
  /** What each preset changes of the defaults of this stage. */
  presets: z.record(Preset, Json),
});

const Property = z.object({
  type: z.string().optional(),
  default: z.unknown().optional(),
  description: z.string().default(""),
  unit: z.string().default(""),
  source: z.string().default(""),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.object({ enum: z.array(z.unknown()).optional(), type: z.string().optional() })).optional(),
});

/** A stage's hyperparameters as the schema has them: nothing about a setting is written down twice. */
export function stageForm(stage: Stage): z.infer<typeof RunForm> {
  const schema = z.toJSONSchema(STAGES[stage], { io: "input", unrepresentable: "any" });
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => fieldOf(stage, name, property));
  const ofStage = (preset: Preset): Record<string, unknown> => ({ ...PRESETS[preset][stage] });
  return { stage, fields, presets: { smoke: ofStage("smoke"), quick: ofStage("quick"), full: ofStage("full") } };
}

function fieldOf(stage: Stage, name: string, property: unknown): z.infer<typeof Field> {
  const p = Property.parse(property);
  const choices = p.enum?.map(String) ?? null;
  const bound = (limit: number | undefined) =>
    limit === undefined || !Number.isSafeInteger(limit * 1e6) ? null : limit;
  return {
    name,
    path: `${stage}.${name}`,
    kind: choices ? "choice" : kindOf(p.type),
    default: p.default ?? null,
    description: p.description,
    unit: p.unit,
    source: p.source,
    min: bound(p.minimum ?? p.exclusiveMinimum),
    max: bound(p.maximum ?? p.exclusiveMaximum),
    exclusiveMin: p.minimum === undefined && p.exclusiveMinimum !== undefined,
    choices,
  };
}

function kindOf(type: string | undefined): z.infer<typeof Field>["kind"] {
  if (type === "integer" || type === "number" || type === "boolean") return type;
  return type === "array" ? "list" : "text";
}
