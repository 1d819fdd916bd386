import { CheckpointError } from "@rlhf/domain";
import { type NamedArrays, Params, trunkShapes } from "@rlhf/tensor";
import type { Gpt, GptConfig } from "./gpt";

/** All weights under their names, copied to the host. */
export async function checkpointArrays(model: Gpt): Promise<NamedArrays> {
  return model.params.toArrays();
}

/**
 * The model of a checkpoint, scalar heads included. Arrays are copied; the caller disposes the params.
 * @throws CheckpointError naming every missing, unknown or wrongly shaped weight.
 */
export function gptFromArrays(config: GptConfig, arrays: NamedArrays): Gpt {
  const expected = new Map(trunkShapes(config));
  for (const head of ["score", "value_head"]) {
    if (!(`${head}.weight` in arrays) && !(`${head}.bias` in arrays)) continue;
    expected.set(`${head}.weight`, [config.nEmbd, 1]).set(`${head}.bias`, [1]);
  }
  const wrong = [...expected].flatMap(([name, shape]) => mismatch(name, shape, arrays[name]?.shape));
  wrong.push(...Object.keys(arrays).flatMap((name) => (expected.has(name) ? [] : [`${name}: not a weight of a GPT`])));
  if (wrong.length > 0) throw new CheckpointError(`the weights do not fit the model: ${wrong.slice(0, 8).join("; ")}`);
  const ordered: NamedArrays = {};
  for (const name of expected.keys()) {
    const array = arrays[name];
    if (array !== undefined) ordered[name] = array;
  }
  return { config, params: Params.fromArrays(ordered) };
}

function mismatch(name: string, expected: number[], got: number[] | undefined): string[] {
  const same = got?.length === expected.length && expected.every((n, i) => n === got[i]);
  return same ? [] : [`${name}: expected [${expected.join(", ")}], got ${got ? `[${got.join(", ")}]` : "none"}`];
}
