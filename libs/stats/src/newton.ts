import { choleskyFactor, choleskySolve, Matrix } from "./matrix";

export type Curve = { value: number; gradient: Float64Array; hessian: Matrix };
export type Minimum = Curve & { x: Float64Array; iterations: number; converged: boolean };

/**
 * Minimises a smooth function by Newton steps with halving; a convex one has no other minimum. `evaluate` answers null
 * outside the domain, and the start lies inside it. A Hessian that is not positive definite is lifted by a diagonal.
 * @source Boyd & Vandenberghe 2004, algorithm 9.5
 */
export function minimizeByNewton(
  start: Float64Array,
  evaluate: (x: Float64Array) => Curve | null,
  { maxIterations = 100, tolerance = 1e-10 }: { maxIterations?: number; tolerance?: number } = {},
): Minimum | null {
  let x = start;
  let here = evaluate(x);
  if (here === null) return null;
  for (let iterations = 0; iterations < maxIterations; iterations++) {
    const step = newtonStep(here);
    const decrease = dot(step, here.gradient); // twice the expected fall in value
    if (decrease / 2 <= tolerance * (1 + Math.abs(here.value))) {
      const last = x.map((value, i) => value - (step[i] ?? 0)); // one full step more squares the remaining error
      const curve = evaluate(last);
      return { ...(curve ?? here), x: curve === null ? x : last, iterations: iterations + 1, converged: true };
    }
    let moved: { x: Float64Array; curve: Curve } | null = null;
    for (let scale = 1; scale > 1e-10 && moved === null; scale /= 2) {
      const next = x.map((value, i) => value - scale * (step[i] ?? 0));
      const curve = evaluate(next);
      if (curve !== null && curve.value <= here.value - 1e-4 * scale * decrease) moved = { x: next, curve };
    }
    if (moved === null) return { ...here, x, iterations, converged: decrease < 1e-6 * (1 + Math.abs(here.value)) };
    x = moved.x;
    here = moved.curve;
  }
  return { ...here, x, iterations: maxIterations, converged: false };
}

function newtonStep({ gradient, hessian }: Curve): Float64Array {
  for (let lift = 0; ; lift = lift === 0 ? 1e-8 : lift * 10) {
    const lifted = hessian.plus(new Matrix(hessian.rows));
    for (let i = 0; i < hessian.rows; i++) lifted.add(i, i, lift * (1 + Math.abs(hessian.get(i, i))));
    const factor = choleskyFactor(lifted);
    if (factor !== null) return choleskySolve(factor, gradient);
    if (lift > 1e12) return gradient; // only for a Hessian that is not finite; the line search then refuses the step
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
