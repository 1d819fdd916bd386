export { GEMM_SHAPES, type GemmShape, timeNativeGemm } from "./bench";
export { type NativeEngine, type NativeOptions, openNative } from "./engine";
export { loadNative } from "./load";
export type { Addon, MemoryCounters } from "./addon";
