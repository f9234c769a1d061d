import type { Floats, Shifts, Window } from './engine.js';
import { clampedTo, density } from './mean-shift.js';

/** The columns that say where the landmarks are drawn to. */
export const SHIFT_COLUMNS = [
  'loss',
  'mean_shift_mean',
  'mean_shift_max',
  'mean_shift_norm',
  'peak_offset_mean',
  'peak_offset_median',
  'censored',
] as const;
export type ShiftColumns = Readonly<Record<(typeof SHIFT_COLUMNS)[number], number>>;

/** The columns that say what an iteration changed. */
export const UPDATE_COLUMNS = ['update_norm', 'shape_change', 'at_clamp'] as const;
export type UpdateColumns = Readonly<Record<(typeof UPDATE_COLUMNS)[number], number>>;

/** What keeps the logarithm of an empty map finite, as in OpenFace. */
const LEAST_DENSITY = 1e-8;

/** The cell of each map's largest value, the first of equals: [n]. */
export function peaksOf(maps: Floats, points: number): Int32Array {
  const cells = maps.length / points;
  return Int32Array.from({ length: points }, (_, i) => {
    let best = i * cells;
    for (let at = best + 1; at < (i + 1) * cells; at++) if (maps[at] > maps[best]) best = at;
    return best - i * cells;
  });
}

/**
 * How far the landmarks are from rest, of those that the view sees:
 * - `loss`: the mean of -log of the response's density at the landmark, which is minus OpenFace's likelihood;
 * - `mean_shift_mean`, `mean_shift_max`: lengths of the mean shifts in pixels of the reference frame, the mean over all
 *   landmarks, hidden ones as zero;
 * - `mean_shift_norm`: the norm of all 2n shifts in pixels of the image;
 * - `peak_offset_mean`, `peak_offset_median`: distances from a landmark to its map's peak, in pixels of the reference frame;
 * - `censored`: the share of peaks on the window's border, whose true place may be any beyond it.
 */
export function measureShifts(
  window: Window,
  visible: ArrayLike<number>,
  { coordinates, reference, image }: Omit<Shifts, 'shape'>,
  maps: Floats,
  peaks: ArrayLike<number>,
): ShiftColumns {
  const { side } = window;
  const n = visible.length;
  const lengths: number[] = [];
  const offsets: number[] = [];
  let border = 0;
  for (let i = 0; i < n; i++) {
    lengths.push(hypotenuse(reference[i], reference[n + i]));
    if (visible[i] === 0) continue;
    const row = Math.floor(peaks[i] / side);
    const column = peaks[i] % side;
    if (row === 0 || column === 0 || row === side - 1 || column === side - 1) border++;
    const [x, y] = [clampedTo(side, coordinates[i]), clampedTo(side, coordinates[n + i])];
    offsets.push(hypotenuse(column - x, row - y));
  }
  return {
    loss: lossOf(window, visible, coordinates, maps),
    mean_shift_mean: mean(lengths),
    mean_shift_max: Math.max(...lengths),
    mean_shift_norm: norm(image),
    peak_offset_mean: mean(offsets),
    peak_offset_median: median(offsets),
    censored: border / offsets.length,
  };
}

/** The `loss` alone. The kernel is at a landmark's very place, which may lie outside the window. */
export function lossOf(
  { side, sigma }: Window,
  visible: ArrayLike<number>,
  coordinates: ArrayLike<number>,
  maps: Floats,
): number {
  const n = visible.length;
  let [loss, count] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (visible[i] === 0) continue;
    const map = maps.subarray(i * side * side, (i + 1) * side * side);
    loss -= Math.log(density(map, side, coordinates[i], coordinates[n + i], sigma).sum + LEAST_DENSITY);
    count++;
  }
  return loss / count;
}

/** The square root of the sum of squares. */
export function norm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return Math.sqrt(sum);
}

/** The norm of the difference. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (b[i] - a[i]) * (b[i] - a[i]);
  return Math.sqrt(sum);
}

const hypotenuse = (x: number, y: number): number => Math.sqrt(x * x + y * y);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle value, or the mean of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
