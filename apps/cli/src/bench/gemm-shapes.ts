import type { Precision } from "@rlhf/domain";
import { BackendError } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";

export type GemmRow = {
  shape: string;
  precision: Precision;
  m: number;
  n: number;
  k: number;
  /** GFLOP/s with the weights packed already, as in a training step after their first use. */
  packed_gflops: number;
  /** GFLOP/s with both operands packed each time, as a product of plain matrices has to. */
  whole_gflops: number;
  /** packed_gflops over the best of any shape in the same precision and run. */
  share_of_best: number;
};

/** Every product of W3 and W4 in the native engine alone; empty on another backend. Leaves the engine in the last precision. */
export async function timeGemmShapes(o: {
  backend: string;
  threads: number;
  precisions: readonly Precision[];
  onStep: (step: number, total: number) => void;
}): Promise<GemmRow[]> {
  if (o.backend !== "native") return [];
  const { GEMM_SHAPES, timeNativeGemm } = await import("@rlhf/native");
  const shapes = Object.entries(GEMM_SHAPES);
  const rows: GemmRow[] = [];
  for (const precision of o.precisions) {
    if (!(await starts(precision, o.threads))) continue;
    const timed = shapes.map(([shape, sides]) => {
      const { packed, whole } = timeNativeGemm(sides);
      o.onStep(rows.length + 1, shapes.length * o.precisions.length);
      return { shape, precision, ...sides, packed_gflops: packed, whole_gflops: whole };
    });
    const best = Math.max(...timed.map((row) => row.packed_gflops));
    rows.push(...timed.map((row) => ({ ...row, share_of_best: row.packed_gflops / best })));
  }
  return rows;
}

/** False where the CPU has no bfloat16 products. */
async function starts(precision: Precision, threads: number): Promise<boolean> {
  try {
    await initBackend({ backend: "native", precision, threads });
    return true;
  } catch (error) {
    if (error instanceof BackendError) return false;
    throw error;
  }
}
