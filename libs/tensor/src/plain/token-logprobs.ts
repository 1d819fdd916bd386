import type { TokenDivergence, TokenLogprobsBackward, TokenLogprobsForward } from "../fused-kernels";
import type { FloatArray, Wide } from "./wide";

type Logits = { hidden: FloatArray; wte: FloatArray; c: number; v: number; temperature: number };

function logitsOf({ hidden, wte, c, v, temperature }: Logits, i: number, out: Float64Array): void {
  for (let t = 0; t < v; t++) {
    let dot = 0;
    for (let j = 0; j < c; j++) dot += (hidden[i * c + j] ?? 0) * (wte[t * c + j] ?? 0);
    out[t] = dot / temperature;
  }
}

export function tokenLogprobsForward(a: Wide<TokenLogprobsForward>): void {
  const z = new Float64Array(a.v);
  for (let i = 0; i < a.m; i++) {
    logitsOf(a, i, z);
    const max = z.reduce((m, x) => Math.max(m, x), -Infinity);
    const lse = max + Math.log(z.reduce((s, x) => s + Math.exp(x - max), 0));
    a.logsumexp[i] = lse;
    a.logprobs[i] = (z[a.targets[i] ?? 0] ?? 0) - lse;
    a.entropy[i] = z.reduce((s, x) => s - Math.exp(x - lse) * (x - lse), 0);
  }
}

/** dlogit = dlogprob (onehot - p) - dentropy p (log p + H) */
export function tokenLogprobsBackward(a: Wide<TokenLogprobsBackward>): void {
  const { c, v, hidden, wte, dhidden, dwte } = a;
  const z = new Float64Array(v);
  dhidden.fill(0);
  dwte.fill(0);
  for (let i = 0; i < a.m; i++) {
    logitsOf(a, i, z);
    const [dl, dh, lse, entropy] = [a.dlogprobs[i] ?? 0, a.dentropy[i] ?? 0, a.logsumexp[i] ?? 0, a.entropy[i] ?? 0];
    for (let t = 0; t < v; t++) {
      const logp = (z[t] ?? 0) - lse;
      const p = Math.exp(logp);
      const d = (dl * ((t === a.targets[i] ? 1 : 0) - p) - dh * p * (logp + entropy)) / a.temperature;
      for (let j = 0; j < c; j++) {
        dhidden[i * c + j] = (dhidden[i * c + j] ?? 0) + d * (wte[t * c + j] ?? 0);
        dwte[t * c + j] = (dwte[t * c + j] ?? 0) + d * (hidden[i * c + j] ?? 0);
      }
    }
  }
}

export function tokenDivergence({ policy, reference, targets, ...a }: TokenDivergence): void {
  const unused = new Float32Array(a.m);
  const [p, q] = [new Float64Array(a.m), new Float64Array(a.m)];
  tokenLogprobsForward({ ...policy, targets, ...a, logsumexp: p });
  tokenLogprobsForward({ ...reference, targets, ...a, entropy: unused, logsumexp: q });
  const [x, y] = [new Float64Array(a.v), new Float64Array(a.v)];
  for (let i = 0; i < a.m; i++) {
    logitsOf({ ...policy, ...a }, i, x);
    logitsOf({ ...reference, ...a }, i, y);
    const [lse, other] = [p[i] ?? 0, q[i] ?? 0];
    a.kl[i] = x.reduce((sum, l, t) => sum + Math.exp(l - lse) * (l - lse - ((y[t] ?? 0) - other)), 0);
  }
}
