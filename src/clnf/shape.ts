import type { Pdm } from './model/model.js';
import { rotationOf } from './rotation.js';

/** How many of the parameters are global: scale s in px/mm, rotation rx, ry, rz in radians, translation tx, ty in pixels. */
export const GLOBAL = 6;

/** The 3-D shape for parameters [6 + m]: X = mean + basis q, [3n] in mm. */
export function shapeInSpace({ points, modes, mean, basis }: Pdm, params: Float64Array): Float64Array {
  const shape = mean.slice();
  for (let i = 0, at = 0; i < 3 * points; i++) {
    let sum = 0;
    for (let j = 0; j < modes; j++, at++) sum += basis[at] * params[GLOBAL + j];
    shape[i] += sum;
  }
  return shape;
}

/** The weak-perspective projection x = s R X + t of a 3-D shape: [2, n] in pixels, all x before all y. */
export function project(shape: Float64Array, params: Float64Array): Float64Array {
  const points = shape.length / 3;
  const [s, rx, ry, rz, tx, ty] = params;
  const r = rotationOf(rx, ry, rz);
  const projected = new Float64Array(2 * points);
  for (let i = 0; i < points; i++) {
    const [x, y, z] = [shape[i], shape[points + i], shape[2 * points + i]];
    projected[i] = s * (r[0] * x + r[1] * y + r[2] * z) + tx;
    projected[points + i] = s * (r[3] * x + r[4] * y + r[5] * z) + ty;
  }
  return projected;
}

/** The landmarks for parameters [6 + m]: [2, n] in pixels. */
export const landmarksOf = (pdm: Pdm, params: Float64Array): Float64Array => project(shapeInSpace(pdm, params), params);

/** The smallest and largest of `count` coordinates from `from` on. */
export function extent(values: ArrayLike<number>, from: number, count: number): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < from + count; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low, high];
}

/** The shape of the parameters as a frontal face of `scale` pixels a millimetre at the origin: the reference frame, [2, n]. */
export function referenceShape(pdm: Pdm, params: Float64Array, scale: number): Float64Array {
  const frontal = params.slice();
  frontal.set([scale, 0, 0, 0, 0, 0]);
  return landmarksOf(pdm, frontal);
}
