import type { AdamwStep } from "../fused-kernels";

/** One AdamW step in place, element by element in float64; see AdamwStep for the formula. */
export function adamw(a: AdamwStep): void {
  a.params.forEach((param, i) => {
    const [grad, m, v] = [a.grads[i], a.m[i], a.v[i]];
    if (grad === undefined || m === undefined || v === undefined) throw new RangeError("adamw: lists differ in length");
    for (let j = 0; j < param.length; j++) {
      const g = (grad[j] ?? 0) * a.gradScale;
      const mj = a.beta1 * (m[j] ?? 0) + (1 - a.beta1) * g;
      const vj = a.beta2 * (v[j] ?? 0) + (1 - a.beta2) * g * g;
      m[j] = mj;
      v[j] = vj;
      param[j] = (param[j] ?? 0) * (1 - a.decay) - (a.stepSize * mj) / (Math.sqrt(vj) * a.rootScale + a.epsilon);
    }
  });
}
