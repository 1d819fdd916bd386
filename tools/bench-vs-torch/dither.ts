// Replays of one recorded case from starting weights that differ by less than bfloat16 can tell.
import { Philox, type NamedArrays } from "@rlhf/tensor";
import { median } from "./median";
import type { RecordedCase } from "./recorded-case";
import type { Agreement } from "./replay";

const SIZE = 2 ** -13; // relative; half a unit of bfloat16 is 2^-9 to 2^-8

/** The case with every weight that the update starts from moved by up to 2^-13 of itself, another way for each number. */
export function dithered(recorded: RecordedCase, number: number): RecordedCase {
  const { policy, critic } = recorded.before;
  const moved = (network: NamedArrays, row: number): NamedArrays => {
    const random = new Philox({ seed: 0, purpose: "gate/dither", step: number, row });
    const near = (x: number): number => x * (1 + SIZE * (2 * random.uniform() - 1));
    return Object.fromEntries(
      Object.entries(network).map(([name, { shape, values }]) => [name, { shape, values: values.map(near) }]),
    );
  };
  return { ...recorded, before: { ...recorded.before, policy: moved(policy, 0), critic: moved(critic, 1) } };
}

/** The median of each error. */
export function medianAgreement(all: readonly Agreement[]): Agreement {
  const medians = (of: (agreement: Agreement) => Record<string, number>): Record<string, number> =>
    Object.fromEntries(
      Object.keys(all[0] === undefined ? {} : of(all[0])).map((name) => [
        name,
        median(all.map((agreement) => of(agreement)[name] ?? NaN)),
      ]),
    );
  const networks = (of: (agreement: Agreement) => Agreement["weights"]): Agreement["weights"] => ({
    policy: median(all.map((agreement) => of(agreement).policy)),
    critic: median(all.map((agreement) => of(agreement).critic)),
  });
  return {
    rollout: medians((agreement) => agreement.rollout),
    metrics: medians((agreement) => agreement.metrics),
    weights: networks((agreement) => agreement.weights),
    update: networks((agreement) => agreement.update),
  };
}
