export { cloneGpt, freezeGpt, type Gpt, type GptConfig, type HeadName } from "./gpt";
export { initGpt, withScalarHead } from "./init";
export { leftPadded, type PackedRows, packRows, type ResponseIndex, responseIndex } from "./rows";
export { forward, logits, responseLogprobs, scalars, tiedHead } from "./forward";
export { generate, type Generated, type GenerateOptions } from "./generate";
export { checkpointArrays, gptFromArrays } from "./checkpoint";
export { exportGpt2, importGpt2 } from "./hf";
