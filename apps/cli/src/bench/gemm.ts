import { matMul, tf } from "@rlhf/tensor";
import { median, repeated, secondsSince } from "./timing";

const SIZE = 1024;

/** Median GFLOP/s of a product of two square matrices of 1024, through the same op that the models use. */
export async function timeGemm(options: {
  steps: number;
  onStep: (step: number, total: number) => void;
}): Promise<number> {
  const a = tf.randomNormal([SIZE, SIZE], 0, 1, "float32", 1);
  const b = tf.randomNormal([SIZE, SIZE], 0, 1, "float32", 2);
  try {
    const seconds = await repeated(options, async () => {
      const start = performance.now();
      const product = matMul(a, b);
      await product.data();
      const spent = secondsSince(start);
      product.dispose();
      return spent;
    });
    return (2 * SIZE ** 3) / median(seconds) / 1e9;
  } finally {
    tf.dispose([a, b]);
  }
}
