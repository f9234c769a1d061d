import { type View, viewOf } from './curve.js';
import { type Onset, onsetOf } from './onset.js';
import type { Growth } from './oscillation.js';
import { riseOf } from './rise.js';
import { median, quantile } from './robust.js';

const MOST_BLOCKS = 96;
/** Rows of a block at least. */
const LEAST = 6;

/** The onset of a growing oscillation: that of the rise of its envelope, which is known by blocks of rows only. */
export function growthOnsetOf(view: View, growth: Growth): Onset | undefined {
  const { iterations, rows } = view;
  const count = Math.min(MOST_BLOCKS, Math.floor(rows.length / LEAST));
  const edge = (i: number) => Math.round((i * rows.length) / count);
  const calm = median(rows.subarray(Math.max(0, growth.from - (rows.length >> 3)), growth.from + LEAST));
  const first = Math.max(0, Math.floor((growth.from / rows.length) * count) - (count >> 2));
  const blocks = Array.from({ length: count - first }, (_, i) => [edge(first + i), edge(first + i + 1)] as const);
  const values = Float64Array.from(blocks, ([begin, end]) =>
    quantile(
      rows.subarray(begin, end).map((value) => Math.abs(value - calm)),
      0.9,
    ),
  );
  const centers = Float64Array.from(blocks, ([begin, end]) => (iterations[begin] + iterations[end - 1]) / 2);
  const envelope = viewOf({ iterations: centers, values, quantum: 0 });
  const rise = riseOf(envelope);
  if (rise === undefined) return undefined;
  const { lo, hi, confidence } = onsetOf(envelope, rise);
  // a block is known as a whole
  const row = (center: number, side: 0 | 1) =>
    iterations[Math.min(rows.length - 1, blocks[centers.indexOf(center)][side])];
  const [from, to] = [row(lo, 0), row(hi, 1)];
  // the first swings are smaller than what the envelope shows
  const early = iterations.findLastIndex((iteration) => iteration <= from - (to - from) / 2);
  return { lo: iterations[Math.max(0, early)], hi: to, confidence };
}
