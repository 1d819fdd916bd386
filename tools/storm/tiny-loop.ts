/** The whole loop in about a second: it learns next to nothing, but saves several checkpoints in every training stage. */
export const tinyLoop = {
  world: { kind: "harbortown", heldoutTokens: 500 },
  model: { nLayer: 1, nHead: 2, nEmbd: 16 },
  pretrain: { tokens: 3_000, batchSize: 16, checkpointEvery: 3 },
  sft: { tokens: 2_000, batchSize: 16, checkpointEvery: 3 },
  generate: { maxNewTokens: 16, batchSize: 32 },
  label: { comparisons: 40, validationComparisons: 16, overlapRate: 0.4 },
  reward: { epochs: 1, batchSize: 8, normalizeSamples: 16, checkpointEvery: 3 },
  ppo: {
    steps: 4,
    batchSize: 8,
    responseLength: 16,
    noptepochs: 2,
    nminibatches: 2,
    checkpointEvery: 2,
    probePrompts: 2,
    klController: "adaptive",
  },
  evaluate: { prompts: 16, bestOfN: 3, bestOfNPrompts: 8, bootstrapSamples: 50 },
};
