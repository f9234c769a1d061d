import { stdRng } from '../../random/std-rng.js';
import { type Planes, planes } from '../fft.js';
import { type Eigen, eigenHermitian } from './hermitian.js';

/** Vectors beyond those asked for: the next eigenvalues after them set the pace. */
const SPARE = 16;
/** Residual, against the largest eigenvalue, at which a vector counts as found. */
const ACCURACY = 1e-10;
const MOST_STEPS = 500;

/**
 * The leading `count` eigenvalues and eigenvectors of a Hermitian matrix without negative eigenvalues, [size, size], by
 * subspace iteration with Rayleigh-Ritz projections from a start of its own seed. Where nearly all are asked for, the
 * subspace is everything, and one projection is the answer.
 * Source: Golub and Van Loan, Matrix Computations, 4th edition, section 8.2.
 */
export function leadingEigen(matrix: Planes, size: number, count: number): Eigen {
  const rank = Math.min(size, count + SPARE);
  let basis: Planes = { re: identityOrRandom(rank, size), im: new Float64Array(rank * size) };
  orthonormalize(basis, rank, size);
  for (let step = 0; ; step++) {
    const image = product(basis, matrix, rank, size);
    const small = eigenHermitian(overlaps(image, basis, rank, size), rank);
    const vectors = combine(small.vectors, basis, rank, size);
    const images = combine(small.vectors, image, rank, size);
    const found = { values: small.values.slice(0, count), vectors };
    if (rank === size || step === MOST_STEPS || residual(found, images, size) <= ACCURACY * small.values[0]) {
      const part = (array: Float64Array) => array.slice(0, count * size);
      return { values: found.values, vectors: { re: part(vectors.re), im: part(vectors.im) } };
    }
    basis = images;
    orthonormalize(basis, rank, size);
  }
}

function identityOrRandom(rank: number, size: number): Float64Array {
  if (rank === size) return Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  const uniform = stdRng(1);
  return Float64Array.from({ length: rank * size }, () => uniform(-1, 1));
}

/** Rows times the matrix's conjugate: for rows v this is (A v) as rows. */
function product(rows: Planes, matrix: Planes, rank: number, size: number): Planes {
  const out = planes(rank * size);
  for (let k = 0; k < rank; k++) {
    for (let j = 0; j < size; j++) {
      const [vr, vi] = [rows.re[k * size + j], rows.im[k * size + j]];
      // a[i, j] is the conjugate of a[j, i], whose row lies in order
      for (let i = 0, o = k * size, m = j * size; i < size; i++, o++, m++) {
        out.re[o] += matrix.re[m] * vr + matrix.im[m] * vi;
        out.im[o] += matrix.re[m] * vi - matrix.im[m] * vr;
      }
    }
  }
  return out;
}

/** The matrix of basis[k]^H image[l]. */
function overlaps(image: Planes, basis: Planes, rank: number, size: number): Planes {
  const out = planes(rank * rank);
  for (let k = 0; k < rank; k++) {
    for (let l = 0; l < rank; l++) {
      const [re, im] = inner(basis, k, image, l, size);
      out.re[k * rank + l] = re;
      out.im[k * rank + l] = im;
    }
  }
  return out;
}

/** Rows sum_k coefficients[m, k] basis[k]. */
function combine(coefficients: Planes, basis: Planes, rank: number, size: number): Planes {
  const out = planes(rank * size);
  for (let m = 0; m < rank; m++) {
    for (let k = 0; k < rank; k++)
      addRow(out, m, basis, k, coefficients.re[m * rank + k], coefficients.im[m * rank + k], size);
  }
  return out;
}

/** The largest length of A v - lambda v. */
function residual({ values, vectors }: Eigen, images: Planes, size: number): number {
  let worst = 0;
  for (let k = 0; k < values.length; k++) {
    let sum = 0;
    for (let i = k * size; i < (k + 1) * size; i++) {
      const re = images.re[i] - values[k] * vectors.re[i];
      const im = images.im[i] - values[k] * vectors.im[i];
      sum += re * re + im * im;
    }
    worst = Math.max(worst, sum);
  }
  return Math.sqrt(worst);
}

/** Gram-Schmidt, twice, since once loses what nearly parallel rows have in common. */
function orthonormalize(rows: Planes, rank: number, size: number): void {
  for (let k = 0; k < rank; k++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let l = 0; l < k; l++) {
        const [re, im] = inner(rows, l, rows, k, size);
        addRow(rows, k, rows, l, -re, -im, size);
      }
      const length = Math.sqrt(inner(rows, k, rows, k, size)[0]);
      for (let i = k * size; i < (k + 1) * size; i++) {
        rows.re[i] /= length;
        rows.im[i] /= length;
      }
    }
  }
}

/** a[k]^H b[l]. */
function inner(a: Planes, k: number, b: Planes, l: number, size: number): [re: number, im: number] {
  let [re, im] = [0, 0];
  for (let i = k * size, j = l * size; i < (k + 1) * size; i++, j++) {
    re += a.re[i] * b.re[j] + a.im[i] * b.im[j];
    im += a.re[i] * b.im[j] - a.im[i] * b.re[j];
  }
  return [re, im];
}

function addRow(to: Planes, row: number, from: Planes, k: number, cr: number, ci: number, size: number): void {
  for (let i = row * size, j = k * size; i < (row + 1) * size; i++, j++) {
    to.re[i] += cr * from.re[j] - ci * from.im[j];
    to.im[i] += cr * from.im[j] + ci * from.re[j];
  }
}
