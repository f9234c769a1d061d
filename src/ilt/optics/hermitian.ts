import { type Planes, planes } from '../fft.js';

/** The eigenvalues of a Hermitian matrix, descending, and as rows [count, size] its eigenvectors of length 1. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Planes;
}

/** Rotations are done while an off-diagonal element counts against the whole matrix. */
const NEGLIGIBLE = 1e-15;
const MOST_SWEEPS = 60;

/**
 * All eigenvalues and eigenvectors of a Hermitian matrix [size, size], by Jacobi's cyclic rotations.
 * Source: Golub and Van Loan, Matrix Computations, 4th edition, section 8.5, with complex rotations.
 */
export function eigenHermitian({ re, im }: Planes, size: number): Eigen {
  const a = { re: re.slice(), im: im.slice() };
  const v = planes(size * size);
  for (let i = 0; i < size; i++) v.re[i * size + i] = 1;
  let norm = 0;
  for (let i = 0; i < a.re.length; i++) norm += a.re[i] * a.re[i] + a.im[i] * a.im[i];
  const least = NEGLIGIBLE * Math.sqrt(norm);
  for (let sweep = 0, rotated = true; rotated && sweep < MOST_SWEEPS; sweep++) {
    rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) if (rotate(a, v, size, p, q, least)) rotated = true;
    }
  }
  const diagonal = Array.from({ length: size }, (_, i) => a.re[i * size + i]);
  const order = diagonal.map((_, i) => i).sort((i, j) => diagonal[j] - diagonal[i] || i - j);
  const rows = planes(size * size);
  for (const [row, i] of order.entries()) {
    // the rows of v are the conjugates of the vectors
    rows.re.set(v.re.subarray(i * size, (i + 1) * size), row * size);
    rows.im.set(
      v.im.subarray(i * size, (i + 1) * size).map((value) => -value),
      row * size,
    );
  }
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors: rows };
}

/** Makes a[p, q] zero by a unitary change of rows and columns p and q, which is gathered in the rows of v. */
function rotate(a: Planes, v: Planes, size: number, p: number, q: number, least: number): boolean {
  const [re, im] = [a.re[p * size + q], a.im[p * size + q]];
  const modulus = Math.sqrt(re * re + im * im);
  if (modulus <= least) return false;
  const half = (a.re[q * size + q] - a.re[p * size + p]) / (2 * modulus);
  const t = (half >= 0 ? 1 : -1) / (Math.abs(half) + Math.sqrt(half * half + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const [sr, si] = [(t * c * re) / modulus, (t * c * im) / modulus];
  mix(a, c, sr, si, p * size, q * size, 1, size);
  // columns take the conjugate of what the rows take
  mix(a, c, sr, -si, p, q, size, size);
  mix(v, c, sr, si, p * size, q * size, 1, size);
  return true;
}

/** x' = c x - s y, y' = conj(s) x + c y along two lines of a matrix. */
function mix({ re, im }: Planes, c: number, sr: number, si: number, x: number, y: number, step: number, n: number) {
  for (let i = 0; i < n; i++, x += step, y += step) {
    const [xr, xi, yr, yi] = [re[x], im[x], re[y], im[y]];
    re[x] = c * xr - (sr * yr - si * yi);
    im[x] = c * xi - (sr * yi + si * yr);
    re[y] = sr * xr + si * xi + c * yr;
    im[y] = sr * xi - si * xr + c * yi;
  }
}
