import type { RouterOutputs } from "@rlhf/api";
import { heatLimit, type HeatToken } from "@rlhf/ui";

type Tokens = RouterOutputs["runs"]["tokenStats"];

export const QUANTITIES = [
  { name: "Log-ratio", unit: "nats", of: "logRatio" },
  { name: "KL", unit: "nats", of: "kl" },
  { name: "Advantage", unit: "reward", of: "advantage" },
  { name: "Value", unit: "reward", of: "value" },
  { name: "Reward", unit: "reward", of: "reward" },
] as const satisfies readonly { name: string; unit: string; of: keyof Tokens }[];
export type Quantity = (typeof QUANTITIES)[number]["name"];
export type HeatAnswer = readonly HeatToken[];

/** All quantities token by token; the token's number stands for its text where no tokenizer is known. */
export const heatTokens = (answer: Tokens): HeatToken[] =>
  answer.tokenIds.map((id, i) => ({
    text: answer.tokens?.[i] ?? `#${id}`,
    figures: QUANTITIES.map(({ name, unit, of }) => ({ name, unit, value: answer[of]?.[i] ?? null })),
  }));

/** The end of one scale for all answers on screen, so that their colours can be compared. */
export function heatRange(answers: ReadonlyMap<string, HeatAnswer>, quantity: Quantity): number {
  const values = [...answers.values()].flatMap((answer) =>
    answer.flatMap((token) => token.figures.find((figure) => figure.name === quantity)?.value ?? []),
  );
  return heatLimit(values);
}
