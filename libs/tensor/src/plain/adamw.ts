import type { AdamwStep } from "../fused-kernels";

/** One AdamW step in place, element by element in float64; see AdamwStep for the formula. */
export function adamw({ params, grads, m, v, ...scalars }: AdamwStep): void {
  params.forEach((param, i) => {
    const arrays = { param, grad: grads[i], m: m[i], v: v[i] };
    if (arrays.grad === undefined || arrays.m === undefined || arrays.v === undefined)
      throw new RangeError("adamw: lists differ in length");
    updateOne(param, arrays.grad, [arrays.m, arrays.v], scalars);
  });
}

type Scalars = Omit<AdamwStep, "params" | "grads" | "m" | "v">;

/** Locals and an indexed loop: a closure per array that reads fields of the step took four times as long. */
function updateOne(p: Float32Array, g: Float32Array, [m, v]: [Float32Array, Float32Array], s: Scalars): void {
  const { beta1, beta2, stepSize, rootScale, epsilon, gradScale } = s;
  const [rest1, rest2, kept] = [1 - beta1, 1 - beta2, 1 - s.decay];
  for (let j = 0; j < p.length; j++) {
    const gj = (g[j] ?? 0) * gradScale;
    const mj = beta1 * (m[j] ?? 0) + rest1 * gj;
    const vj = beta2 * (v[j] ?? 0) + rest2 * gj * gj;
    m[j] = mj;
    v[j] = vj;
    p[j] = (p[j] ?? 0) * kept - (stepSize * mj) / (Math.sqrt(vj) * rootScale + epsilon);
  }
}
