export { type Rng } from "./rng";
export { splitOf, type Split } from "./split";
export { harbortown } from "./harbortown/world";
export type { HarborDocument, HarborWriter } from "./harbortown/generator";
export type { HarborFeatures } from "./harbortown/gold";
export type { HarborPrompt } from "./harbortown/prompts";
export type { Floor } from "./harbortown/floor";
export {
  ANNOTATORS,
  bayesCeiling,
  drawJudgmentUniforms,
  judge,
  type AnnotatorTraits,
  type BayesCeiling,
  type JudgmentUniforms,
  type SideBySide,
  type SimulatedJudgment,
} from "./harbortown/annotators";
export { bestNgram, type NgramBaseline } from "./ngram";
export {
  languageModelRow,
  pairRow,
  queryTokens,
  textRows,
  type LanguageModelRow,
  type PairRow,
  type RowLimits,
} from "./rows";
export { lengthBatches, shuffledBatches } from "./batches";
export { openDataFile, type DataFile } from "./sources/data-file";
export { promptText, responseText, type Content, type Message } from "./sources/content";
export {
  contentSha256,
  trlLine,
  type ComparisonRecord,
  type DataRecord,
  type DemonstrationRecord,
  type PromptRecord,
  type RatedRecord,
  type RecordKind,
  type RecordOf,
  type TextRecord,
} from "./sources/records";
export { collectRecords, readRecords, type ReadEvent, type ReadOptions } from "./sources/read-records";
export { detectFormat } from "./sources/detect-format";
export { readPlainText } from "./sources/plain-text";
