import type { Rotation } from './rotation.js';
import type { Moments } from './simd-moments.js';

/** Where a shape is and where it is drawn to. */
export interface Situation {
  readonly params: Float64Array;
  /** [3n]. */
  readonly space: Float64Array;
  readonly rotation: Rotation;
  /** Mean shifts in pixels of the image, zero where not visible: [2, n]. */
  readonly shifts: Float64Array;
  readonly moments: Moments;
  /** Strength of the shape's prior. */
  readonly regularization: number;
}

/** Weighted sums over the landmarks of a shape. */
export interface ShapeSums {
  /** Of X: [3]. */
  readonly sums: Float64Array;
  /** Of X X': [3, 3]. */
  readonly products: Float64Array;
  /** Of the shifts times X, [2, 3], and of the shifts: [2]. */
  readonly draw: Float64Array;
}

export const newSums = (): ShapeSums => ({
  sums: new Float64Array(3),
  products: new Float64Array(9),
  draw: new Float64Array(8),
});

/** Works out the sums, and where it is given the pull of the shifts on the points in space, weight R2' shift, too: [3n]. */
export function sumUp(
  { space, rotation: r, shifts, moments: { weights } }: Situation,
  { sums, products, draw }: ShapeSums,
  pull: Float64Array | undefined,
): void {
  const n = weights.length;
  let sx = 0;
  let sy = 0;
  let sz = 0;
  let xx = 0;
  let yy = 0;
  let zz = 0;
  let xy = 0;
  let xz = 0;
  let yz = 0;
  let ax = 0;
  let ay = 0;
  let az = 0;
  let bx = 0;
  let by = 0;
  let bz = 0;
  let a = 0;
  let b = 0;
  for (let i = 0; i < n; i++) {
    const weight = weights[i];
    const x = space[i];
    const y = space[n + i];
    const z = space[2 * n + i];
    const wx = weight * x;
    const wy = weight * y;
    const wz = weight * z;
    const px = weight * shifts[i];
    const py = weight * shifts[n + i];
    sx += wx;
    sy += wy;
    sz += wz;
    xx += wx * x;
    yy += wy * y;
    zz += wz * z;
    xy += wx * y;
    xz += wx * z;
    yz += wy * z;
    ax += px * x;
    ay += px * y;
    az += px * z;
    bx += py * x;
    by += py * y;
    bz += py * z;
    a += px;
    b += py;
    if (pull === undefined) continue;
    pull[i] = r[0] * px + r[3] * py;
    pull[n + i] = r[1] * px + r[4] * py;
    pull[2 * n + i] = r[2] * px + r[5] * py;
  }
  assign(sums, sx, sy, sz);
  assign(products, xx, xy, xz, xy, yy, yz, xz, yz, zz);
  assign(draw, ax, ay, az, bx, by, bz, a, b);
}

function assign(to: Float64Array, ...values: number[]): void {
  for (let i = 0; i < values.length; i++) to[i] = values[i];
}
