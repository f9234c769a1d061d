import type { PatchExperts } from './model/model.js';

/** The view whose centre is nearest to the head's rotation: the plain difference of the three angles, the first of equals. */
export function chooseView({ views }: PatchExperts, [, rx, ry, rz]: Float64Array): number {
  let best = 0;
  let least = Infinity;
  for (const [i, { center }] of views.entries()) {
    const [x, y, z] = center.map((degrees) => (degrees * Math.PI) / 180);
    const distance = (x - rx) * (x - rx) + (y - ry) * (y - ry) + (z - rz) * (z - rz);
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}
