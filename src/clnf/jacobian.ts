import type { Pdm } from './model/model.js';
import { rotationOf } from './rotation.js';
import { GLOBAL, shapeInSpace } from './shape.js';

/**
 * The derivatives of the landmarks by the global parameters, or by all of them: [2n, 6] or [2n, 6 + m], the rows of x before
 * those of y. Rotations are by an increment that multiplies R on its right, R (I + [w]x). Rows of landmarks that are not
 * visible are zero. After Saragih, Lucey and Cohn (2011), "Deformable model fitting by regularized landmark mean-shift".
 */
export function jacobian(pdm: Pdm, params: Float64Array, visible: ArrayLike<number>, rigid: boolean): Float64Array {
  const { points: n, modes, basis } = pdm;
  const columns = rigid ? GLOBAL : GLOBAL + modes;
  const [s, rx, ry, rz] = params;
  const rotation = rotationOf(rx, ry, rz);
  const shape = shapeInSpace(pdm, params);
  const derivatives = new Float64Array(2 * n * columns);
  for (let axis = 0; axis < 2; axis++) {
    const [r0, r1, r2] = rotation.subarray(3 * axis, 3 * axis + 3);
    for (let i = 0; i < n; i++) {
      if (visible[i] === 0) continue;
      const [x, y, z] = [shape[i], shape[n + i], shape[2 * n + i]];
      const row = (axis * n + i) * columns;
      derivatives[row] = r0 * x + r1 * y + r2 * z;
      derivatives[row + 1] = s * (y * r2 - z * r1);
      derivatives[row + 2] = -s * (x * r2 - z * r0);
      derivatives[row + 3] = s * (x * r1 - y * r0);
      derivatives[row + 4 + axis] = 1;
      for (let j = 0; j < columns - GLOBAL; j++) {
        const along = (d: number) => basis[(d * n + i) * modes + j];
        derivatives[row + GLOBAL + j] = s * (r0 * along(0) + r1 * along(1) + r2 * along(2));
      }
    }
  }
  return derivatives;
}
