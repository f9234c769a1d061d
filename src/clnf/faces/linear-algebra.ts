/** The inverse of a matrix [n, n], row-major, by Gauss-Jordan elimination with partial pivoting. Throws Error for a singular one. */
export function inverted(matrix: Float64Array, n: number): Float64Array {
  const m = matrix.slice();
  const r = new Float64Array(n * n);
  for (let i = 0; i < n; i++) r[i * n + i] = 1;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) if (Math.abs(m[i * n + c]) > Math.abs(m[pivot * n + c])) pivot = i;
    if (Math.abs(m[pivot * n + c]) < 1e-14) throw new Error('the matrix is singular');
    if (pivot !== c) {
      for (const rows of [m, r]) {
        const row = rows.slice(c * n, (c + 1) * n);
        rows.copyWithin(c * n, pivot * n, (pivot + 1) * n);
        rows.set(row, pivot * n);
      }
    }
    const reciprocal = 1 / m[c * n + c];
    for (let j = 0; j < n; j++) {
      m[c * n + j] *= reciprocal;
      r[c * n + j] *= reciprocal;
    }
    for (let i = 0; i < n; i++) {
      const factor = m[i * n + c];
      if (i === c || factor === 0) continue;
      for (let j = 0; j < n; j++) {
        m[i * n + j] -= factor * m[c * n + j];
        r[i * n + j] -= factor * r[c * n + j];
      }
    }
  }
  return r;
}

const MOST_SWEEPS = 100;
/** The sum of squares off the diagonal at which a matrix counts as diagonal. */
const DIAGONAL = 1e-22;
const TINY = 1e-300;

/** Eigenvalues of a symmetric matrix [n, n], largest first, and eigenvectors as columns, by Jacobi's rotations. */
export function eigenSymmetric(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, n) >= DIAGONAL; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q];
        if (Math.abs(apq) < TINY) continue;
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(t * t + 1);
        const sine = t * cosine;
        rotate(a, p, q, n, n, cosine, sine);
        rotate(a, p * n, q * n, 1, n, cosine, sine);
        rotate(v, p, q, n, n, cosine, sine);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => a[y * n + y] - a[x * n + x]);
  const vectors = new Float64Array(n * n);
  for (const [to, from] of order.entries()) for (let k = 0; k < n; k++) vectors[k * n + to] = v[k * n + from];
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) sum += a[i * n + j] * a[i * n + j];
  return sum;
}

/** Turns two rows or columns, which begin at `p` and `q` and have `count` entries `step` apart, into one another. */
function rotate(
  a: Float64Array,
  p: number,
  q: number,
  step: number,
  count: number,
  cosine: number,
  sine: number,
): void {
  for (let k = 0; k < count; k++) {
    const [at, there] = [p + k * step, q + k * step];
    const [x, y] = [a[at], a[there]];
    a[at] = cosine * x - sine * y;
    a[there] = sine * x + cosine * y;
  }
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Takes away what a vector has along a direction of length 1. */
export function subtractAlong(vector: Float64Array, direction: Float64Array): void {
  const along = dot(direction, vector);
  for (let i = 0; i < vector.length; i++) vector[i] -= along * direction[i];
}

export function normalized(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}
