// Lanczos coefficients, g = 7, n = 9: relative error below 2e-15. @source Godfrey 2001
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0. @source Lanczos 1964 */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const t = x + 6.5;
  const series = LANCZOS.reduce((sum, c, i) => (i === 0 ? c : sum + c / (x - 1 + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

/** ln B(a, b) for a, b > 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

const TINY = 1e-300; // keeps Lentz's algorithm off a zero denominator
const EPSILON = 1e-16;

/** Regularised incomplete beta I_x(a, b). @source DLMF 8.17.22, evaluated by Lentz's algorithm */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnBeta(a, b)) / a;
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < EPSILON * 4) break;
  }
  return front * fraction;
}

/** The x with I_x(a, b) = p, by bisection to the last bit. */
export function betaQuantile(p: number, a: number, b: number): number {
  return bisect((x) => regularizedBeta(x, a, b) < p, { low: 0, high: 1 });
}

/** The point where `below` turns from true to false, to the last bit. */
export function bisect(below: (x: number) => boolean, { low, high }: { low: number; high: number }): number {
  let [from, to] = [low, high];
  for (let i = 0; i < 200; i++) {
    const mid = from + (to - from) / 2;
    if (mid <= from || mid >= to) break;
    if (below(mid)) from = mid;
    else to = mid;
  }
  return from + (to - from) / 2;
}

/** Upper regularised incomplete gamma Q(a, x). @source DLMF 8.7.1 (series) and 8.9.2 (continued fraction) */
export function regularizedGammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && term > sum * EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / away(an * d + b);
    c = away(b + an / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < EPSILON * 4) break;
  }
  return front * fraction;
}

/** P(χ²_df > x). */
export function chiSquaredTail(x: number, df: number): number {
  return regularizedGammaUpper(df / 2, x / 2);
}

/** Φ(z), relative accuracy kept in the lower tail. */
export function normalCdf(z: number): number {
  const tail = 0.5 * regularizedGammaUpper(0.5, (z * z) / 2);
  return z < 0 ? tail : 1 - tail;
}

/** The z with Φ(z) = p. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  return bisect((z) => normalCdf(z) < p, { low: -40, high: 0 });
}

/** The t with P(T_df < t) = p, Student's distribution, p ≥ ½. */
export function studentQuantile(p: number, df: number): number {
  return Math.sqrt(df * (1 / betaQuantile(2 * (1 - p), df / 2, 0.5) - 1));
}

function away(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}
