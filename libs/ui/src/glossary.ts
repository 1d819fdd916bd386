/** The words of libs/domain/README.md that stand on screens, each explained in one sentence. */
export const GLOSSARY = {
  KL: "How far the policy has moved from its reference, in nats summed over an answer.",
  Score: "What the reward model gives an answer; scaled so that the reference policy has mean 0, deviation 1.",
  Entropy: "How undecided the policy is when it picks the next token.",
  "Reward model": "A model that learned from judgments to score an answer as people would.",
  PPO: "Reinforcement learning that raises the score while staying near the reference policy.",
  Policy: "A language model with a name; a policy version is one trained state of it.",
  Comparison: "A task that shows two answers to one prompt side by side.",
  Judgment: "One person's answer to a comparison. It is never changed, only followed by a newer revision.",
  Agreement: "How often two people who judged the same pair chose the same answer.",
  "Self-agreement": "How often the same choice was made when a pair came back with its sides swapped.",
  Snapshot: "The unchanging set of judged pairs that a reward model was trained on.",
  Checkpoint: "All files of a run's state at one step; training can go on from it.",
  "Win rate": "Share of pairs in which a policy was preferred; ties and both bad count one half.",
  "Always-valid": "An interval that keeps its promise however often you look and whenever you stop.",
  Advantage: "By how much a token turned out better than the critic expected.",
  Value: "The critic's estimate of the reward still to come, at each token.",
  Reward: "What each token earned: the KL penalty, and the score on the last one.",
  "Log-ratio": "Log-probability of the token under the policy minus under the reference, in nats.",
  Lease: "Your pair is reserved for you for a while; a late answer is kept all the same.",
  Calibration: "Whether pairs that the model gives 80 % are right 80 % of the time.",
} as const;
export type GlossaryWord = keyof typeof GLOSSARY;
