import { select } from './robust.js';

/** The clearest step up from a stretch of a sequence to all that follows it. */
export interface Step {
  /** The first value of what follows. */
  readonly at: number;
  /** The means before and after. */
  readonly before: number;
  readonly after: number;
  /** Their distance in standard errors. */
  readonly significance: number;
}

/** A step that noise alone gives less than once in thousands of sequences, as many places as are tried. */
export const SIGNIFICANT = 5.5;

/**
 * Compares all that follows a place with stretches of doubling length before it, for every place: a CUSUM against local means, so
 * that a long descent before does not hide the rise behind it. `noise` is the standard deviation of a value, which averages out
 * as white noise does. Undefined for fewer than five values.
 */
export function stepUp(values: Float64Array, noise: number): Step | undefined {
  const count = values.length;
  const sums = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) sums[i + 1] = sums[i] + values[i];
  let best: Step | undefined;
  for (let at = 2; at <= count - 3; at++) {
    const after = (sums[count] - sums[at]) / (count - at);
    for (let length = 2; length <= at; length *= 2) {
      const before = (sums[at] - sums[at - length]) / length;
      const error = noise * Math.sqrt(1 / length + 1 / (count - at));
      const significance = (after - before) / (error + Number.MIN_VALUE);
      if (best === undefined || significance > best.significance) best = { at, before, after, significance };
    }
  }
  return best;
}

/** Half the length of the window that {@link withoutOutliers} compares a value with. */
const NEIGHBORS = 4;

/** The values with those that stand out by more than four standard deviations from their neighbors' median brought back to there. */
export function withoutOutliers(values: Float64Array, noise: number): Float64Array {
  const reach = 4 * noise;
  const window = new Float64Array(2 * NEIGHBORS + 1);
  return values.map((value, i) => {
    const begin = Math.max(0, i - NEIGHBORS);
    const size = Math.min(values.length, i + NEIGHBORS + 1) - begin;
    for (let k = 0; k < size; k++) window[k] = values[begin + k];
    const middle = select(window.subarray(0, size), size >> 1);
    return Math.min(middle + reach, Math.max(middle - reach, value));
  });
}
