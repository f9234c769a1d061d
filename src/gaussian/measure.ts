import type { Arrays } from './descent.js';
import { clamped, type Group } from './groups.js';

/** Peak signal-to-noise ratio in dB of images in [0, 1]; infinite where they are equal. */
export const psnr = (l2: number): number => (-10 / Math.LN10) * Math.log(l2);

/** The Euclidean distance between two sets of arrays of the same names, in double precision. */
export function distance(before: Arrays, after: Arrays): number {
  let sum = 0;
  for (const name of Object.keys(after)) {
    const a = before[name];
    const b = after[name];
    for (let i = 0; i < b.length; i++) sum += (b[i] - a[i]) * (b[i] - a[i]);
  }
  return Math.sqrt(sum);
}

/**
 * The smallest and the mean size of a Gaussian, the geometric mean of its two standard deviations (the fourth root of the
 * covariance's determinant) in units of the image's sides; and how many entries stand at an end of their range.
 */
export function health(params: Arrays, groups: readonly Group[]) {
  let min_scale = Infinity;
  let sum = 0;
  let at_clamp = 0;
  for (const group of groups) {
    const values = params[group.name];
    at_clamp += clamped(values, group);
    if (group.deviations === undefined) continue;
    const [first, second] = group.deviations;
    for (let i = 0; i < values.length; i += group.width) {
      const size = Math.sqrt(values[i + first] * values[i + second]);
      min_scale = Math.min(min_scale, size);
      sum += size;
    }
  }
  return { min_scale, mean_scale: sum / (params.position.length / 2), at_clamp };
}
