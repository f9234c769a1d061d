import { firstRow, type View } from './curve.js';
import { blocks } from './levels.js';

const POINTS = 96;
const MOST_SEGMENTS = 6;
/** A segment of fewer blocks is noise. */
const LEAST = 3;
/** The part of the curve's range that is no detail worth a segment. */
const COARSE = 0.02;

/**
 * The iterations at which the curve turns from one straight stretch to the next, at most five of them: the partition of up to
 * 96 blocks into straight lines with the smallest Bayesian information criterion.
 *
 * Source: optimal partitioning, Jackson et al. 2005, which PELT (Killick et al. 2012) does faster for longer sequences.
 */
export function changePointsOf(view: View): number[] {
  const { base, noise, iterations } = view;
  const width = Math.ceil(base.length / POINTS);
  const y = blocks(base, width);
  const count = y.length;
  if (count < 2 * LEAST) return [];
  const range = y.reduce((high, v) => Math.max(high, v), y[0]) - y.reduce((low, v) => Math.min(low, v), y[0]);
  const variance = Math.max((noise * noise) / width, COARSE * COARSE * range * range, Number.MIN_VALUE);
  const error = lineErrors(y);
  // least[k][end]: the smallest error of `end` blocks in k + 1 segments
  let least = Float64Array.from({ length: count + 1 }, (_, end) =>
    end < LEAST ? Number.POSITIVE_INFINITY : error(0, end),
  );
  const cuts: Int32Array[] = [];
  const totals = [least[count]];
  for (let k = 1; k < MOST_SEGMENTS; k++) {
    const next = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
    const cut = new Int32Array(count + 1);
    for (let end = (k + 1) * LEAST; end <= count; end++)
      for (let at = k * LEAST; at <= end - LEAST; at++) {
        const sum = least[at] + error(at, end);
        if (sum < next[end]) [next[end], cut[end]] = [sum, at];
      }
    cuts.push(cut);
    totals.push(next[count]);
    least = next;
  }
  const score = totals.map((total, k) => total / variance + 3 * k * Math.log(count));
  let k = score.indexOf(Math.min(...score));
  const places: number[] = [];
  for (let end = count; k > 0; k--) {
    end = cuts[k - 1][end];
    places.unshift(iterations[firstRow(view, end, width)]);
  }
  return places;
}

/** The squared error of the straight line through some of the values, from sums up to each of them. */
function lineErrors(y: Float64Array): (from: number, to: number) => number {
  const sums = Array.from({ length: 3 }, () => new Float64Array(y.length + 1));
  for (let i = 0; i < y.length; i++) {
    const value = y[i] - y[0];
    sums[0][i + 1] = sums[0][i] + value;
    sums[1][i + 1] = sums[1][i] + value * i;
    sums[2][i + 1] = sums[2][i] + value * value;
  }
  return (from, to) => {
    const n = to - from;
    const [s, si, ss] = sums.map((sum) => sum[to] - sum[from]);
    const middle = (from + to - 1) / 2;
    const spread = (n * (n * n - 1)) / 12;
    const slope = spread > 0 ? (si - middle * s) / spread : 0;
    return Math.max(0, ss - (s * s) / n - slope * slope * spread);
  };
}
