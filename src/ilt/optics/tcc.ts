import { type Planes, planes } from '../fft.js';
import { binsOf, type KernelSet } from './kernels.js';
import { leadingEigen } from './subspace.js';

/**
 * The leading kernels of a system: the eigenvectors of its transmission cross-coefficients
 * T(f, g) = sum_s w_s H_s(f) conj(H_s(g)), where H_s are the responses of Abbe's sum, with the eigenvalues for weights. There
 * are as many as the rank of T allows. `energy` becomes the sum of all eigenvalues.
 *
 * Where there are fewer source points than bins, the eigenvectors come from those of the matrix of the responses' overlaps,
 * which has the same eigenvalues. Each kernel has length 1, and a real, positive value where it is largest.
 *
 * Sources: Hopkins, Proc. R. Soc. A 217, 1953; Cobb, Fast Optical and Process Proximity Correction Algorithms, 1998 (SOCS).
 */
export function socsKernels(abbe: KernelSet, count: number): KernelSet {
  const bins = passing(abbe);
  const byBins = bins.length <= abbe.count;
  const rows = byBins ? responsesByBin(abbe, bins) : responsesByPoint(abbe, bins);
  const [size, length] = byBins ? [bins.length, abbe.count] : [abbe.count, bins.length];
  const overlap = overlapsOf(rows, size, length);
  const eigen = leadingEigen(overlap, size, Math.min(count, size));
  // what rounding leaves of eigenvalues that are zero has no direction
  const kept = eigen.values.filter((value) => value > 1e-12 * eigen.values[0]).length;
  const set = { field: abbe.field, radius: abbe.radius, count: kept };
  const [re, im] = [new Float64Array(kept * binsOf(set)), new Float64Array(kept * binsOf(set))];
  for (let k = 0; k < kept; k++) {
    const vector = byBins ? row(eigen.vectors, k, size) : mapped(rows, row(eigen.vectors, k, size), length);
    for (const [i, [real, imaginary]] of normalized(vector).entries()) {
      re[k * binsOf(set) + bins[i]] = real;
      im[k * binsOf(set) + bins[i]] = imaginary;
    }
  }
  let energy = 0;
  for (let i = 0; i < size; i++) energy += overlap.re[i * size + i];
  return { ...set, weights: eigen.values.slice(0, kept), re, im, energy };
}

/** The share of all light's energy that the first 1, 2, … kernels carry; NaN where the whole is not known. */
export function energyCaptured({ weights, energy = Number.NaN }: KernelSet): number[] {
  let sum = 0;
  return Array.from(weights, (weight) => {
    sum += weight;
    return sum / energy;
  });
}

/** The bins at which light passes from any source point. */
function passing({ count, re, im, ...set }: KernelSet): number[] {
  const all = Array.from({ length: binsOf(set) }, (_, i) => i);
  const points = Array.from({ length: count }, (_, k) => k * binsOf(set));
  return all.filter((bin) => points.some((start) => re[start + bin] !== 0 || im[start + bin] !== 0));
}

/** sqrt(w_s) H_s(f): a row a source point. */
function responsesByPoint(set: KernelSet, bins: readonly number[]): Planes {
  const rows = planes(set.count * bins.length);
  for (let k = 0, at = 0; k < set.count; k++) {
    const amplitude = Math.sqrt(set.weights[k]);
    for (const bin of bins) {
      rows.re[at] = amplitude * set.re[k * binsOf(set) + bin];
      rows.im[at++] = amplitude * set.im[k * binsOf(set) + bin];
    }
  }
  return rows;
}

/** The conjugates of the same, a row a bin. */
function responsesByBin(set: KernelSet, bins: readonly number[]): Planes {
  const { re, im } = responsesByPoint(set, bins);
  const turned = (array: Float64Array, sign: number) =>
    array.map((_, i) => sign * array[(i % set.count) * bins.length + Math.floor(i / set.count)]);
  return { re: turned(re, 1), im: turned(im, -1) };
}

/** The Hermitian matrix of row[i]^H row[j]: by bins it is T itself. */
function overlapsOf({ re, im }: Planes, size: number, length: number): Planes {
  const out = planes(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let [r, s] = [0, 0];
      for (let a = i * length, b = j * length; a < (i + 1) * length; a++, b++) {
        r += re[a] * re[b] + im[a] * im[b];
        s += re[a] * im[b] - im[a] * re[b];
      }
      out.re[i * size + j] = out.re[j * size + i] = r;
      out.im[i * size + j] = s;
      out.im[j * size + i] = -s;
    }
  }
  return out;
}

type Complex = readonly [re: number, im: number];

const row = ({ re, im }: Planes, k: number, size: number): Complex[] =>
  Array.from({ length: size }, (_, i) => [re[k * size + i], im[k * size + i]]);

/** sum_s v[s] row[s]: an eigenvector of T from one of the overlaps. */
function mapped({ re, im }: Planes, v: readonly Complex[], length: number): Complex[] {
  return Array.from({ length }, (_, i) => {
    let [r, s] = [0, 0];
    for (let k = 0, at = i; k < v.length; k++, at += length) {
      r += v[k][0] * re[at] - v[k][1] * im[at];
      s += v[k][0] * im[at] + v[k][1] * re[at];
    }
    return [r, s];
  });
}

function normalized(vector: readonly Complex[]): Complex[] {
  const power = vector.map(([re, im]) => re * re + im * im);
  const norm = Math.sqrt(power.reduce((sum, value) => sum + value, 0));
  // the first of those that are largest but for rounding
  const peak = power.findIndex((value) => value >= (1 - 1e-9) * Math.max(...power));
  const modulus = Math.sqrt(power[peak]);
  const [c, s] = [vector[peak][0] / modulus / norm, -vector[peak][1] / modulus / norm];
  return vector.map(([re, im]) => [re * c - im * s, re * s + im * c]);
}
