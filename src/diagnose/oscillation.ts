import { blocks } from './levels.js';
import { median, quantile, spread } from './robust.js';

/** An oscillation whose size grows to the end of a sequence. */
export interface Growth {
  /** How much larger it is at the end than where it is smallest. */
  readonly factor: number;
  /** The distance from a tenth of the rows to nine tenths, at the end. */
  readonly size: number;
  /** The first row of the part in which it grows. */
  readonly from: number;
}

/** Noise that grows by less may just be noise. */
const GROWN = 8;
/** What swings to and fro is told from noise much earlier. */
const SWINGING = 3;
/** So many segments are tried, of so many rows at least. */
const SEGMENTS = [36, 18, 9, 5];
const SEGMENT = 6;

/** Whether a sequence swings, from row `from` on, more and more to its end: in segments longer than its turns. */
export function growthOf(values: Float64Array, from: number): Growth | undefined {
  const rows = values.subarray(from);
  for (const count of SEGMENTS) {
    if (rows.length < count * SEGMENT) continue;
    const growth = growthIn(rows, count);
    if (growth) return { ...growth, from: from + growth.from };
  }
  return undefined;
}

function growthIn(rows: Float64Array, count: number): Growth | undefined {
  const edge = (i: number) => Math.round((i * rows.length) / count);
  const sizes = Array.from({ length: count }, (_, i) => swing(rows.subarray(edge(i), edge(i + 1))));
  const smooth = count < 10 ? sizes : sizes.map((_, i) => median(sizes.slice(Math.max(0, i - 1), i + 2)));
  const end = median(sizes.slice(-Math.max(1, count >> 3)));
  const smallest = smooth.indexOf(Math.min(...smooth));
  const factor = end / (smooth[smallest] + Number.MIN_VALUE);
  const middle = median(sizes.slice(Math.floor(count * 0.45), Math.ceil(count * 0.7)));
  const earlier = Math.max(...smooth.slice(0, smallest + 1));
  const isGrowing =
    count - smallest >= 3 && end >= 1.3 * middle && end >= 1.5 * earlier && concordance(smooth.slice(smallest)) > 0.6;
  const tail = rows.subarray(edge(Math.floor(count * 0.66)));
  if (!isGrowing || !swings(tail) || factor < (isCoherent(tail) ? SWINGING : GROWN)) return undefined;
  // a few outliers at the end widen its tenths, but not its middle
  const middleOf = (i: number) => spread(detrended(rows.subarray(edge(i), edge(i + 1))));
  if (middleOf(count - 1) < SWINGING * middleOf(smallest)) return undefined;
  return { factor, size: end, from: edge(smallest) };
}

/** How far rows swing about the straight line through them. */
function swing(rows: Float64Array): number {
  const flat = detrended(rows);
  return quantile(flat, 0.9) - quantile(flat, 0.1);
}

/** The rows less the straight line through the levels of their halves. */
export function detrended(rows: Float64Array): Float64Array {
  const half = rows.length >> 1;
  if (half < 2) return rows.map((value) => value - rows[0]);
  const [first, second] = [median(rows.subarray(0, half)), median(rows.subarray(rows.length - half))];
  const slope = (second - first) / (rows.length - half);
  return rows.map((value, i) => value - first - slope * (i - (half - 1) / 2));
}

/** Kendall's tau of a sequence with its order: 1 where it only rises. */
function concordance(values: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++)
    for (let j = i + 1; j < values.length; j++) sum += Math.sign(values[j] - values[i]);
  return sum / Math.max(1, (values.length * (values.length - 1)) / 2);
}

/** Whether rows go up as well as down, in steps and in sum: a slope is no swing, nor is a leap that dies away. */
function swings(rows: Float64Array): boolean {
  const steps = blocks(rows, Math.max(1, Math.floor(rows.length / 256)));
  const least = 0.02 * (quantile(steps, 0.95) - quantile(steps, 0.05));
  const way = { up: 0, down: 0 };
  const count = { up: 0, down: 0 };
  for (let i = 1; i < steps.length; i++) {
    const step = Math.abs(steps[i] - steps[i - 1]);
    const direction = steps[i] > steps[i - 1] ? 'up' : 'down';
    way[direction] += step;
    if (step > least) count[direction]++;
  }
  const isEven = ({ up, down }: typeof way, share: number) => Math.min(up, down) > share * Math.max(up, down);
  return isEven(way, 0.3) && isEven(count, 0.2);
}

/** Whether neighboring rows move together, or against each other, where those of noise do as they like. */
function isCoherent(rows: Float64Array): boolean {
  const flat = detrended(rows);
  const steps = Float64Array.from({ length: flat.length - 1 }, (_, i) => flat[i + 1] - flat[i]);
  const ratio = spread(steps) / (Math.SQRT2 * spread(flat) + Number.MIN_VALUE);
  return ratio < 0.75 || ratio > 1.25;
}

/** A cycle that a sequence goes through again and again. */
export interface Cycle {
  /** In iterations. */
  readonly period: number;
  /** The correlation of a row with the one a period later. */
  readonly correlation: number;
}

const MOST_ROWS = 2048;

/**
 * The cycle of the rows, in iterations: the first high peak of their autocorrelation after its first low, which a second one has
 * to confirm. Rows at uneven distances are put on an even grid first.
 */
export function cycleOf(iterations: Float64Array, rows: Float64Array): Cycle | undefined {
  const count = rows.length;
  const width = Math.ceil(count / MOST_ROWS);
  // the whole stretch for long periods, its last rows for short ones
  const parts = width > 1 ? [0, count - MOST_ROWS] : [0];
  for (const from of parts) {
    const span = iterations[count - 1] - iterations[from];
    const grid = Math.min(MOST_ROWS, count - from);
    const cycle = cycleIn(evenly(iterations.subarray(from), rows.subarray(from), grid));
    if (cycle) return { ...cycle, period: (cycle.period * span) / (grid - 1) };
  }
  return undefined;
}

/** Rows on `count` places at even distances: straight lines between them, or means where several fall on a place. */
function evenly(iterations: Float64Array, rows: Float64Array, count: number): Float64Array {
  const [first, last] = [iterations[0], iterations[iterations.length - 1]];
  const step = (last - first) / (count - 1);
  const even = new Float64Array(count);
  let row = 0;
  for (let i = 0; i < count; i++) {
    const at = first + i * step;
    const begin = row;
    let sum = 0;
    while (row < rows.length && iterations[row] < at + step / 2) sum += rows[row++];
    if (row - begin > 1) {
      even[i] = sum / (row - begin);
      continue;
    }
    const right = Math.min(rows.length - 1, Math.max(1, iterations[Math.max(0, row - 1)] >= at ? row - 1 : row));
    const share = (at - iterations[right - 1]) / (iterations[right] - iterations[right - 1]);
    even[i] = rows[right - 1] + Math.min(1, Math.max(0, share)) * (rows[right] - rows[right - 1]);
  }
  return even;
}

function cycleIn(rows: Float64Array): Cycle | undefined {
  if (rows.length < 24) return undefined;
  const flat = detrended(rows);
  const middle = median(flat);
  const reach = 4 * spread(flat);
  // single outliers would drown the correlation
  const kept = flat.map((value) => Math.min(reach, Math.max(-reach, value - middle)));
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  for (let i = 0; i < kept.length; i++) kept[i] -= mean;
  const power = kept.reduce((sum, value) => sum + value * value, 0);
  if (!(power > 0)) return undefined;
  const lags = Math.floor(kept.length / 3);
  const correlation = new Float64Array(lags + 1);
  for (let lag = 0; lag <= lags; lag++) {
    let sum = 0;
    for (let i = lag; i < kept.length; i++) sum += kept[i] * kept[i - lag];
    correlation[lag] = (sum / power) * (kept.length / (kept.length - lag));
  }
  const least = Math.max(0.4, 4 / Math.sqrt(kept.length));
  let low = 1;
  while (low < lags && !(correlation[low] < 0.1)) low++;
  let period = low;
  for (let lag = low; lag <= lags / 2 + 1; lag++) if (correlation[lag] > correlation[period]) period = lag;
  // the first of several equally high peaks
  for (let lag = low; lag < period; lag++) {
    const isPeak = correlation[lag] >= correlation[lag - 1] && correlation[lag] >= correlation[lag + 1];
    if (isPeak && correlation[lag] > 0.85 * correlation[period]) period = lag;
  }
  const again = Math.max(...correlation.subarray(Math.max(0, 2 * period - 2), 2 * period + 3));
  if (correlation[period] < least || again < least / 2 || kept.length < 3 * period) return undefined;
  return { period, correlation: correlation[period] };
}
