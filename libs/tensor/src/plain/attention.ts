// Causal attention inside each packed row, one query at a time; D channels per head, q, k, v side by side in qkv [N, 3C].
import type { AttentionBackward, AttentionForward } from "../fused-kernels";
import type { FloatArray, Wide } from "./wide";

type Head = { qkv: FloatArray; c: number; d: number; channel: number; first: number };

/** Scaled scores of query i with keys first..i, their log-sum-exp; probabilities left in p. */
function attend({ qkv, c, d, channel, first }: Head, i: number, p: Float64Array): number {
  const scale = 1 / Math.sqrt(d);
  const q = i * 3 * c + channel;
  let max = -Infinity;
  for (let t = first; t <= i; t++) {
    const k = t * 3 * c + c + channel;
    let dot = 0;
    for (let j = 0; j < d; j++) dot += (qkv[q + j] ?? 0) * (qkv[k + j] ?? 0);
    p[t - first] = dot * scale;
    if (dot * scale > max) max = dot * scale;
  }
  let sum = 0;
  for (let t = first; t <= i; t++) {
    const e = Math.exp((p[t - first] ?? 0) - max);
    p[t - first] = e;
    sum += e;
  }
  for (let t = first; t <= i; t++) p[t - first] = (p[t - first] ?? 0) / sum;
  return max + Math.log(sum);
}

function* heads(
  qkv: FloatArray,
  offsets: Int32Array,
  shape: { c: number; nHead: number },
): Generator<[Head, number, number]> {
  const d = shape.c / shape.nHead;
  for (let b = 0; b + 1 < offsets.length; b++) {
    const first = offsets[b] ?? 0;
    for (let h = 0; h < shape.nHead; h++) yield [{ qkv, c: shape.c, d, channel: h * d, first }, h, offsets[b + 1] ?? 0];
  }
}

export function attentionForward({ qkv, offsets, nHead, c, n, y, logsumexp }: Wide<AttentionForward>): void {
  const p = new Float64Array(n);
  const out = new Float64Array(c / nHead);
  for (const [head, h, end] of heads(qkv, offsets, { c, nHead })) {
    const { d, channel, first } = head;
    for (let i = first; i < end; i++) {
      logsumexp[i * nHead + h] = attend(head, i, p);
      out.fill(0);
      for (let t = first; t <= i; t++) {
        const v = t * 3 * c + 2 * c + channel;
        const weight = p[t - first] ?? 0;
        for (let j = 0; j < d; j++) out[j] = (out[j] ?? 0) + weight * (qkv[v + j] ?? 0);
      }
      y.set(out, i * c + channel);
    }
  }
}

export function attentionBackward(a: Wide<AttentionBackward>): void {
  a.dqkv.fill(0);
  const p = new Float64Array(a.n);
  for (const [head, , end] of heads(a.qkv, a.offsets, a)) {
    for (let i = head.first; i < end; i++) {
      attend(head, i, p);
      backwardQuery(a, head, i, p);
    }
  }
}

/** dscore = p (dy·v - dy·y); it flows to q and k, and p dy to v. */
function backwardQuery(a: Wide<AttentionBackward>, head: Head, i: number, p: Float64Array): void {
  const { qkv, dqkv, dy, y, c } = a;
  const { d, channel, first } = head;
  const scale = 1 / Math.sqrt(d);
  const [q, o] = [i * 3 * c + channel, i * c + channel];
  let dyDotY = 0;
  for (let j = 0; j < d; j++) dyDotY += (dy[o + j] ?? 0) * (y[o + j] ?? 0);
  for (let t = first; t <= i; t++) {
    const k = t * 3 * c + c + channel;
    const v = k + c;
    const weight = p[t - first] ?? 0;
    let dyDotV = 0;
    for (let j = 0; j < d; j++) {
      const g = dy[o + j] ?? 0;
      dyDotV += g * (qkv[v + j] ?? 0);
      dqkv[v + j] = (dqkv[v + j] ?? 0) + weight * g;
    }
    const ds = weight * (dyDotV - dyDotY) * scale;
    for (let j = 0; j < d; j++) {
      dqkv[q + j] = (dqkv[q + j] ?? 0) + ds * (qkv[k + j] ?? 0);
      dqkv[k + j] = (dqkv[k + j] ?? 0) + ds * (qkv[q + j] ?? 0);
    }
  }
}
