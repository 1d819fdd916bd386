import { sampleDocument } from "./generator";
import { acceptsSentence, splitSentences } from "./grammar";
import { harborFeatures, harborGold } from "./gold";
import { marginalFloor } from "./floor";
import { allPrompts, samplePrompt } from "./prompts";
import { VOCABULARY } from "./vocabulary";

/** The built-in world with known truth: its words, prompts, writers, grammar, oracle, and the fewest nats a model can reach. */
export const harbortown = {
  vocabulary: VOCABULARY,
  prompts: allPrompts,
  samplePrompt,
  document: sampleDocument,
  splitSentences,
  acceptsSentence,
  features: harborFeatures,
  gold: harborGold,
  floor: marginalFloor,
};
