import { type Bend, bendOf } from './bend.js';
import { firstRow, type View } from './curve.js';
import { blocks } from './levels.js';
import type { Rise } from './rise.js';
import { median, quantile } from './robust.js';

/** The interval in which a curve turned up for good, between two logged iterations. */
export interface Onset {
  readonly lo: number;
  readonly hi: number;
  /** How often such an interval holds the truth. */
  readonly confidence: number;
}

export const CONFIDENCE = 0.95;
/** Points of a fit: more add time, not sharpness. */
const POINTS = 96;
/** Rows on each side of a leap that show how far noise leaps. */
const NEAR = 16;

/** The onset of a rise: the last iteration at which the curve, without its noise, was at its best level. */
export function onsetOf(view: View, rise: Rise): Onset {
  const { iterations, rows } = view;
  const [begin, end] = around(view, rise);
  const last = rows.length - 1;
  const { from, to } = narrowed(view, begin, end) ?? { from: begin, to: Math.min(last, end) };
  // a rise that takes long to show may have begun with the first row
  const isFirst = begin === 0 && from < Math.max(3, 0.2 * (rise.lastLeft - from));
  // just behind the bend a rise is too small to be seen at all
  const lo = isFirst ? 0 : Math.max(0, Math.floor(from - Math.max(0.3, 0.1 * (to - from))));
  const hi = Math.min(last, Math.max(lo + 1, Math.ceil(to)));
  const { low, up } = lastAtBest(view, rise);
  // a curve of another shape than those that are fitted
  if (up <= lo) return { lo: iterations[low], hi: iterations[Math.max(up, low + 1)], confidence: CONFIDENCE };
  const leap = leapIn(view, rise, lo, hi);
  if (leap !== undefined) return { lo: iterations[leap], hi: iterations[leap + 1], confidence: CONFIDENCE };
  return { lo: iterations[lo], hi: iterations[hi], confidence: CONFIDENCE };
}

/** Standard errors by which a level has to stand above the best to be another one. */
const ABOVE = 8;
/** A share of the rise that is another level as well. */
const LEVEL = 0.03;

/**
 * The rows of the best block, and the last row of the first block from which all stand above it, whatever the curve's shape: the
 * onset cannot be later.
 */
function lastAtBest(view: View, { best, end, lastLeft }: Rise): { low: number; up: number } {
  const { base, levels } = view;
  const fine = levels.find(({ noise }) => noise <= (end - best) / 24) ?? levels[levels.length - 1];
  const coarse = blocks(base, fine.width);
  const row = (block: number) => firstRow(view, block, fine.width);
  let block = coarse.findIndex((_, i) => row(i + 1) >= lastLeft);
  const lowest = coarse.subarray(0, block + 1).reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const limit = lowest + Math.max(ABOVE * fine.noise, LEVEL * (end - best));
  while (block > 0 && coarse[block] > limit) block--;
  // a block of several rows may stand above because of its last ones
  const within = view.width * fine.width === 1 ? 0 : 1;
  return { low: row(coarse.indexOf(lowest)), up: row(block + 1 + within) };
}

/** The row in an interval from which the curve leaps up by most of its rise at once, far beyond what noise does. */
function leapIn({ rows }: View, { best, end }: Rise, lo: number, hi: number): number | undefined {
  const height = end - best;
  const [from, to] = [Math.max(0, lo - 1), Math.min(rows.length - 1, hi + 1)];
  let leap = from;
  for (let i = from; i < to; i++) if (rows[i + 1] - rows[i] > rows[leap + 1] - rows[leap]) leap = i;
  const around = rows.subarray(Math.max(0, leap - NEAR), Math.min(rows.length, leap + NEAR));
  const steps = Float64Array.from({ length: around.length - 1 }, (_, i) => Math.abs(around[i + 1] - around[i]));
  const noise = quantile(steps, 0.75);
  const before = median(rows.subarray(Math.max(0, leap + 1 - NEAR), leap + 1));
  const after = median(rows.subarray(leap + 1, leap + 1 + NEAR));
  const isLeap = rows[leap + 1] - rows[leap] > Math.max(height / 2, 6 * noise) && after - before > 0.6 * height;
  return isLeap && rows[leap] < best + 0.1 * height + 2 * noise ? leap : undefined;
}

/**
 * The rows around the place where the curve was last at its best level, as far as the noise shows: half as many again before it as
 * it takes to rise by half, none of them as high as that.
 */
function around(view: View, { best, end, lastLeft, bestRows }: Rise): [number, number] {
  const { rows, base, levels } = view;
  const height = end - best;
  const fine = levels.find(({ noise }) => noise <= height / 12) ?? levels[levels.length - 1];
  const coarse = blocks(base, fine.width);
  const row = (block: number) => firstRow(view, block, fine.width);
  const low = best + Math.max(2 * fine.noise, 0.03 * height);
  let block = coarse.findIndex((_, i) => row(i + 1) >= lastLeft);
  while (block > 0 && row(block) > bestRows[0] && coarse[block] > low) block--;
  const center = row(block);
  const behind = Math.max(lastLeft - center, 6);
  while (block > 0 && row(block) > center - 1.5 * behind && coarse[block - 1] < best + height / 2) block--;
  return [Math.min(row(block), Math.max(0, center - 5)), Math.min(rows.length, lastLeft + (behind >> 1) + 1)];
}

/** An interval of rows, as real numbers. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Looks at ever shorter stretches around the bend: a short one is not led astray by the curve's shape, a long one averages more
 * noise. The answer is the
 * sharpest interval of those that agree with the intervals of all shorter stretches.
 *
 * Source: the intersection of confidence intervals, Goldenshluger and Nemirovski 1997.
 */
function narrowed(view: View, begin: number, end: number): Span | undefined {
  const spans: Bend[] = [];
  let [first, last] = [begin, end];
  for (;;) {
    const bend = bendIn(view, first, last);
    if (bend === undefined) break;
    spans.push(bend);
    const half = Math.ceil((last - first) / 4);
    const reach = Math.max(bend.to - bend.at, bend.at - bend.from);
    if (half < 5 || (reach > 0.75 * half && bend.inflation < 3)) break;
    first = Math.max(begin, Math.floor(bend.at) - half);
    last = Math.min(end, Math.ceil(bend.at) + half + 1);
  }
  let common: Span | undefined;
  let chosen = -1;
  spans.reverse();
  for (const [i, { at, from, to }] of spans.entries()) {
    if (common !== undefined && (at < common.from || at > common.to)) break;
    common = { from: Math.max(from, common?.from ?? from), to: Math.min(to, common?.to ?? to) };
    if (chosen < 0 || to - from < spans[chosen].to - spans[chosen].from) chosen = i;
  }
  if (chosen < 0) return undefined;
  // the sharpest of several is sharper than it should be: let the next shorter ones have their say
  const near = spans.slice(Math.max(0, chosen - 2), chosen);
  return {
    from: Math.min(spans[chosen].from, ...near.map(({ at }) => at)),
    to: Math.max(spans[chosen].to, ...near.map(({ at }) => at)),
  };
}

function bendIn({ rows, least }: View, first: number, last: number) {
  const width = Math.ceil((last - first) / POINTS);
  const points = Math.floor((last - first) / width);
  const start = last - points * width;
  const y = blocks(rows.subarray(start, last), width);
  const x = Float64Array.from({ length: points }, (_, i) => start + i * width + (width - 1) / 2);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of y) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = high - low || 1;
  return bendOf(
    x,
    y.map((value) => (value - low) / scale),
    Math.max(least / scale / Math.sqrt(width), 1e-7),
  );
}
