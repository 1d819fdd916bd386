import type { Addon } from "./addon";
import { loadNative } from "./load";

const found = loadNative();

/** The addon, or undefined where it cannot be built (the test files skip then). */
export const native: Addon | undefined = "addon" in found ? found.addon : undefined;
export const whyNot = "reason" in found ? found.reason : "";

export type Configuration = { isa: string; precision: "float32" | "bfloat16"; tolerance: number };

/** Every instruction set of this machine in every precision it has, with the error allowed relative to the largest element. */
export const configurations: Configuration[] = (native?.instructionSets() ?? []).flatMap((isa): Configuration[] => {
  const float: Configuration = { isa, precision: "float32", tolerance: 2e-5 };
  return isa.includes("bf16") ? [float, { isa, precision: "bfloat16", tolerance: 3e-2 }] : [float];
});

export function use(addon: Addon, { isa, precision }: Configuration, threads = 2): Addon {
  addon.configure(isa, precision, threads);
  return addon;
}
