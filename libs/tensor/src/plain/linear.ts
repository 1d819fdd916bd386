import type { LinearBackward, LinearForward } from "../fused-kernels";
import type { FloatArray, Wide } from "./wide";

const ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBE = 0.044715;

/** Gaussian error linear unit, tanh form. @source Hendrycks & Gimpel 2016 (arXiv:1606.08415) */
export function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(ROOT_2_OVER_PI * (x + CUBE * x * x * x)));
}

/** Its derivative. */
export function geluSlope(x: number): number {
  const t = Math.tanh(ROOT_2_OVER_PI * (x + CUBE * x * x * x));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * ROOT_2_OVER_PI * (1 + 3 * CUBE * x * x);
}

export function linearForward(a: Wide<LinearForward>): void {
  const { x, w, y, k, m } = a;
  const row = new Float64Array(m);
  for (let i = 0; i < a.n; i++) {
    for (let j = 0; j < m; j++) row[j] = a.bias?.[j] ?? 0;
    for (let p = 0; p < k; p++) {
      const xi = x[i * k + p] ?? 0;
      for (let j = 0; j < m; j++) row[j] = (row[j] ?? 0) + xi * (w[p * m + j] ?? 0);
    }
    for (let j = 0; j < m; j++) {
      const z = row[j] ?? 0;
      if (a.preActivation !== null) a.preActivation[i * m + j] = z;
      y[i * m + j] = (a.gelu ? gelu(z) : z) + (a.residual?.[i * m + j] ?? 0);
    }
  }
}

export function linearBackward(a: Wide<LinearBackward>): void {
  const { x, w, n, k, m } = a;
  const dz = a.gelu ? throughGelu(a.dy, a.preActivation) : a.dy;
  a.dw.fill(0);
  a.dbias?.fill(0);
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < k; p++) {
      const xi = x[i * k + p] ?? 0;
      let sum = 0;
      for (let j = 0; j < m; j++) {
        const d = dz[i * m + j] ?? 0;
        sum += d * (w[p * m + j] ?? 0);
        a.dw[p * m + j] = (a.dw[p * m + j] ?? 0) + xi * d;
      }
      if (a.dx !== null) a.dx[i * k + p] = sum;
    }
    if (a.dbias !== null) for (let j = 0; j < m; j++) a.dbias[j] = (a.dbias[j] ?? 0) + (dz[i * m + j] ?? 0);
  }
}

function throughGelu(dy: FloatArray, preActivation: FloatArray | null): FloatArray {
  if (preActivation === null) throw new RangeError("linearBackward: gelu needs the pre-activation");
  return dy.map((d, i) => d * geluSlope(preActivation[i] ?? 0));
}
