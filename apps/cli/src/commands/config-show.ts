import { ConfigError, LoopConfig, nearestName } from "@rlhf/domain";
import { z } from "zod";
import { printResult } from "../output";
import { renderTable } from "../table";

const Meta = z.object({ description: z.string(), unit: z.string(), source: z.string() });

/** Commands whose name differs from their section of the config. */
const ALIASES: Record<string, string> = {
  "train-reward": "reward",
  "train-ppo": "ppo",
  "best-of-n": "evaluate",
};

export type ShownSetting = { key: string; default: unknown; unit: string; source: string; description: string };

/** Every key of a section of LoopConfig, from the schema alone. @throws ConfigError for a section that is not there. */
export function settingsOf(stage: string): ShownSetting[] {
  const section = ALIASES[stage] ?? stage;
  const sections: Record<string, z.ZodType> = LoopConfig.shape;
  const schema = sections[section];
  if (!schema) throw unknownStage(stage, Object.keys(sections));
  return Object.entries(shapeOf(schema)).map(([key, field]) => {
    const byDefault = field.safeParse(undefined);
    const { description, unit, source } = Meta.parse(field.meta());
    return {
      key: `${section}.${key}`,
      default: byDefault.success ? (byDefault.data ?? null) : null,
      unit,
      source,
      description,
    };
  });
}

export function configShow(stage: string, options: { json?: boolean }): void {
  const settings = settingsOf(stage);
  printResult(
    { stage, settings },
    {
      ...options,
      text: () =>
        renderTable(
          ["key", "default", "unit", "source", "description"],
          settings.map((s) => [s.key, JSON.stringify(s.default), s.unit, s.source, s.description]),
        ),
    },
  );
}

function shapeOf(schema: z.ZodType): Record<string, z.ZodType> {
  if (schema instanceof z.ZodObject) return z.record(z.string(), z.instanceof(z.ZodType)).parse(schema.shape);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) {
    return shapeOf(z.instanceof(z.ZodType).parse(schema.unwrap()));
  }
  throw new ConfigError("config: expected a section with keys");
}

function unknownStage(stage: string, sections: string[]): ConfigError {
  const names = [...sections, ...Object.keys(ALIASES)];
  const near = nearestName(stage, names);
  return new ConfigError(
    `config show: unknown stage ${stage}; ${near ? `did you mean ${near}?` : `expected one of ${names.join(", ")}`}`,
  );
}
