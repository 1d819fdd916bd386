import { z } from "zod";
import type { Violation } from "./workspace";

const Info = z.object({
  description: z.string().min(1),
  unit: z.string().min(1),
  source: z.string().min(1),
});

type Schema = z.core.$ZodType;

/** Every hyperparameter of a configuration says its description, unit and source. */
export function hyperparameterRule(schema: Schema): Violation[] {
  return undocumented(schema, []).map((name) => ({
    rule: "hyperparameter",
    where: `libs/domain/src/config (${name})`,
    message: "expected setting(schema, description, unit, source)",
  }));
}

function undocumented(schema: Schema, at: string[]): string[] {
  if (isDocumented(schema)) return [];
  const inner = unwrapped(schema);
  if (inner !== undefined) return undocumented(inner, at);
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, value]) => undocumented(value, [...at, key]));
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => undocumented(option, at));
  if (schema instanceof z.ZodLiteral) return []; // a discriminator, not a number to tune
  return [at.join(".")];
}

const isDocumented = (schema: Schema) => Info.safeParse(z.globalRegistry.get(schema)).success;

function unwrapped(schema: Schema): Schema | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return schema.unwrap();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.unwrap();
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}
