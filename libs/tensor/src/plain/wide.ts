export type FloatArray = Float32Array | Float64Array;

/** The same call on float32 (the engine's) or float64 (the oracle of gradient tests) storage. */
export type Wide<T> = {
  [K in keyof T]: T[K] extends Float32Array
    ? FloatArray
    : T[K] extends Float32Array | null
      ? FloatArray | null
      : T[K] extends readonly Float32Array[]
        ? readonly FloatArray[]
        : T[K];
};
