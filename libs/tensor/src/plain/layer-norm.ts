import type { LayerNormBackward, LayerNormForward } from "../fused-kernels";
import type { Wide } from "./wide";

/** Added to the variance, as in GPT-2. */
export const LAYER_NORM_EPSILON = 1e-5;

export function layerNormForward({ x, weight, bias, n, c, y, mean, rstd }: Wide<LayerNormForward>): void {
  for (let i = 0; i < n; i++) {
    const at = i * c;
    let sum = 0;
    for (let j = 0; j < c; j++) sum += x[at + j] ?? 0;
    const mu = sum / c;
    let squares = 0;
    for (let j = 0; j < c; j++) {
      const d = (x[at + j] ?? 0) - mu;
      squares += d * d;
    }
    const r = 1 / Math.sqrt(squares / c + LAYER_NORM_EPSILON);
    for (let j = 0; j < c; j++) y[at + j] = ((x[at + j] ?? 0) - mu) * r * (weight[j] ?? 0) + (bias[j] ?? 0);
    mean[i] = mu;
    rstd[i] = r;
  }
}

/** dx = rstd (g - mean(g) - x̂ mean(g x̂)) with g = dy weight and x̂ the normalised input. */
export function layerNormBackward(a: Wide<LayerNormBackward>): void {
  const { x, weight, dy, c } = a;
  a.dweight.fill(0);
  a.dbias.fill(0);
  for (let i = 0; i < a.n; i++) {
    const at = i * c;
    const [mu, r] = [a.mean[i] ?? 0, a.rstd[i] ?? 0];
    let [sumG, sumGx] = [0, 0];
    for (let j = 0; j < c; j++) {
      const d = dy[at + j] ?? 0;
      const hat = ((x[at + j] ?? 0) - mu) * r;
      const g = d * (weight[j] ?? 0);
      sumG += g;
      sumGx += g * hat;
      a.dweight[j] = (a.dweight[j] ?? 0) + d * hat;
      a.dbias[j] = (a.dbias[j] ?? 0) + d;
    }
    const [meanG, meanGx] = [sumG / c, sumGx / c];
    for (let j = 0; j < c; j++) {
      const hat = ((x[at + j] ?? 0) - mu) * r;
      a.dx[at + j] = r * ((dy[at + j] ?? 0) * (weight[j] ?? 0) - meanG - hat * meanGx);
    }
  }
}
