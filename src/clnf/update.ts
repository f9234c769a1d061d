import { anglesOf, product, rotationOf, smallRotation } from './rotation.js';
import { GLOBAL } from './shape.js';

/** The modes stay within so many standard deviations. */
export const DEVIATIONS = 3;

/** The angles of a rotation after an increment w, which multiplies the rotation on its right. */
export function turned(
  [rx, ry, rz]: readonly number[],
  [wx, wy, wz]: readonly number[],
): [rx: number, ry: number, rz: number] {
  return anglesOf(product(rotationOf(rx, ry, rz), smallRotation(wx, wy, wz)));
}

/** Parameters [6 + m] after an update of the first k of them. */
export function updated(params: Float64Array, update: Float64Array, turn = turned): Float64Array {
  const next = params.slice();
  for (let i = 0; i < update.length; i++) next[i] += update[i];
  [next[1], next[2], next[3]] = turn([params[1], params[2], params[3]], [update[1], update[2], update[3]]);
  return next;
}

/** Parameters with each mode moved to within three standard deviations of its mean. The pose is free. */
export function clampModes(params: Float64Array, variances: ArrayLike<number>): Float64Array {
  const clamped = params.slice();
  for (let j = 0; j < variances.length; j++) {
    const limit = DEVIATIONS * Math.sqrt(variances[j]);
    clamped[GLOBAL + j] = Math.max(-limit, Math.min(limit, params[GLOBAL + j]));
  }
  return clamped;
}

/** How many modes stand at an end of their range. */
export function atClamp(params: Float64Array, variances: ArrayLike<number>): number {
  let count = 0;
  for (let j = 0; j < variances.length; j++) {
    if (Math.abs(params[GLOBAL + j]) >= DEVIATIONS * Math.sqrt(variances[j])) count++;
  }
  return count;
}
