export { shuffledBatches, type SftBatch } from "./batches";
export { heldoutNats } from "./heldout";
export { languageModelLoss } from "./loss";
export { createSftTrainer, type LanguageModelSettings, type SftOptions, type SftTrainer } from "./train";
