import type { Rotation } from './rotation.js';

// Matrices [3, 3], row-major, written to where the caller has room for them: they are made in the innermost loop.

export const matrices = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(9));

/** What scale and rotation do to a point: I, and s [e_k]x for the three axes. */
export function setGenerators([scale, x, y, z]: readonly Float64Array[], s: number): void {
  scale[0] = scale[4] = scale[8] = 1;
  x[5] = y[6] = z[1] = -s;
  x[7] = y[2] = z[3] = s;
}

/** R2' R2. */
export function metric(r: Rotation, out: Float64Array): void {
  for (let c = 0; c < 3; c++) for (let d = 0; d < 3; d++) out[3 * c + d] = r[c] * r[d] + r[3 + c] * r[3 + d];
}

/** a b. */
export function multiply(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < 9; i += 3) {
    for (let j = 0; j < 3; j++) out[i + j] = a[i] * b[j] + a[i + 1] * b[3 + j] + a[i + 2] * b[6 + j];
  }
}

/** a' b. */
export function multiplyTransposed(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) out[3 * i + j] = a[i] * b[j] + a[3 + i] * b[3 + j] + a[6 + i] * b[6 + j];
  }
}

/** The trace of a b. */
export function trace(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < 3; i++) sum += a[3 * i] * b[i] + a[3 * i + 1] * b[3 + i] + a[3 * i + 2] * b[6 + i];
  return sum;
}
