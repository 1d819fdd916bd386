// How a trunk's shape, weights and rows are named, and the order in which the addon takes them.
export type GptShape = { nLayer: number; nHead: number; nEmbd: number; nCtx: number; vocabSize: number };
export type WeightSet = { id: number; version: number; arrays: readonly Float32Array[] };
export type PackedTokens = { tokens: Int32Array; positions: Int32Array; offsets: Int32Array };

export const shapeArgs = (s: GptShape): [number, number, number, number, number] => [
  s.nLayer,
  s.nHead,
  s.nEmbd,
  s.nCtx,
  s.vocabSize,
];
export const weightArgs = (w: WeightSet): [number, number, readonly Float32Array[]] => [w.id, w.version, w.arrays];
