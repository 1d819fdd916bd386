/** A dense matrix of doubles, row by row. */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  constructor(rows: number, columns: number = rows) {
    this.rows = rows;
    this.columns = columns;
    this.values = new Float64Array(rows * columns);
  }
  get(i: number, j: number): number {
    return this.values[i * this.columns + j] ?? NaN;
  }
  set(i: number, j: number, value: number): void {
    this.values[i * this.columns + j] = value;
  }
  add(i: number, j: number, value: number): void {
    this.values[i * this.columns + j] = this.get(i, j) + value;
  }
  times(other: Matrix): Matrix {
    const product = new Matrix(this.rows, other.columns);
    for (let i = 0; i < this.rows; i++) {
      for (let k = 0; k < this.columns; k++) {
        const left = this.get(i, k);
        if (left === 0) continue;
        for (let j = 0; j < other.columns; j++) product.add(i, j, left * other.get(k, j));
      }
    }
    return product;
  }
  plus(other: Matrix, scale = 1): Matrix {
    const sum = new Matrix(this.rows, this.columns);
    for (let i = 0; i < sum.values.length; i++) {
      sum.values[i] = (this.values[i] ?? NaN) + scale * (other.values[i] ?? NaN);
    }
    return sum;
  }
}

/** Lower Cholesky factor of a symmetric matrix; null when it is not positive definite. */
export function choleskyFactor(a: Matrix): Matrix | null {
  const n = a.rows;
  const l = new Matrix(n);
  for (let j = 0; j < n; j++) {
    let pivot = a.get(j, j);
    for (let k = 0; k < j; k++) pivot -= l.get(j, k) ** 2;
    if (!(pivot > 1e-14 * Math.abs(a.get(j, j)))) return null;
    l.set(j, j, Math.sqrt(pivot));
    for (let i = j + 1; i < n; i++) {
      let sum = a.get(i, j);
      for (let k = 0; k < j; k++) sum -= l.get(i, k) * l.get(j, k);
      l.set(i, j, sum / l.get(j, j));
    }
  }
  return l;
}

/** x with L Lᵀ x = b. */
export function choleskySolve(l: Matrix, b: Float64Array): Float64Array {
  const n = l.rows;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    let sum = x[i] ?? NaN;
    for (let k = 0; k < i; k++) sum -= l.get(i, k) * (x[k] ?? NaN);
    x[i] = sum / l.get(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] ?? NaN;
    for (let k = i + 1; k < n; k++) sum -= l.get(k, i) * (x[k] ?? NaN);
    x[i] = sum / l.get(i, i);
  }
  return x;
}

/** Inverse from the Cholesky factor. */
export function choleskyInverse(l: Matrix): Matrix {
  const inverse = new Matrix(l.rows);
  for (let j = 0; j < l.rows; j++) {
    const unit = new Float64Array(l.rows);
    unit[j] = 1;
    choleskySolve(l, unit).forEach((value, i) => inverse.set(i, j, value));
  }
  return inverse;
}

/**
 * The nearest positive semidefinite matrix to a symmetric one: negative eigenvalues become zero.
 * @source Cameron, Gelbach & Miller 2011, doi:10.1198/jbes.2010.07136; eigenvalues by Jacobi rotations
 */
export function clipNegativeEigenvalues(a: Matrix): Matrix {
  const n = a.rows;
  const d = a.plus(new Matrix(n));
  const v = new Matrix(n);
  for (let i = 0; i < n; i++) v.set(i, i, 1);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += d.get(p, q) ** 2;
    if (off < 1e-30 * (1 + trace(d) ** 2)) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(d, v, [p, q]);
  }
  const clipped = new Matrix(n);
  for (let k = 0; k < n; k++) {
    const value = Math.max(0, d.get(k, k));
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) clipped.add(i, j, value * v.get(i, k) * v.get(j, k));
  }
  return clipped;
}

function trace(a: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) sum += a.get(i, i);
  return sum;
}

function rotate(d: Matrix, v: Matrix, [p, q]: [number, number]): void {
  if (d.get(p, q) === 0) return;
  const theta = (d.get(q, q) - d.get(p, p)) / (2 * d.get(p, q));
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(t, 1);
  const sine = t * cosine;
  for (let k = 0; k < d.rows; k++) {
    const [x, y] = [d.get(k, p), d.get(k, q)];
    d.set(k, p, cosine * x - sine * y);
    d.set(k, q, sine * x + cosine * y);
  }
  for (let k = 0; k < d.rows; k++) {
    const [x, y] = [d.get(p, k), d.get(q, k)];
    d.set(p, k, cosine * x - sine * y);
    d.set(q, k, sine * x + cosine * y);
    const [vx, vy] = [v.get(k, p), v.get(k, q)];
    v.set(k, p, cosine * vx - sine * vy);
    v.set(k, q, sine * vx + cosine * vy);
  }
}
