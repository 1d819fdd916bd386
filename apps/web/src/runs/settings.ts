const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A setting of a run by its dotted path; a loop keeps those of its stages one level deeper. Undefined where there is none. */
export function settingOf(config: Readonly<Record<string, unknown>>, path: string): unknown {
  const root = isTree(config.loop) ? config.loop : config;
  return path.split(".").reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), root);
}
