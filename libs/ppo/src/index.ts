export { computeAdvantages, tokenRewards } from "./advantages";
export type { ScoreFn } from "./experience";
export { sampledKl } from "./kl";
export { nextKlCoef } from "./kl-controller";
export type { ProbeRow } from "./probe";
export { createPpoTrainer, type PpoOptions, type PpoTrainer } from "./train";
export { updateOnMinibatch } from "./update";
