import { firstRow, type View } from './curve.js';
import { blocks } from './levels.js';
import { quantile } from './robust.js';
import { SIGNIFICANT, stepUp } from './step.js';

/** How far a curve stands above its best level at its end, and whether it has come back from as much before. */
export interface Rise {
  /** The best level and the last, on the view's scale. */
  readonly best: number;
  readonly end: number;
  /** The rows of the best block, of the finest width at which the rise stands out of the noise. */
  readonly bestRows: readonly [first: number, last: number];
  /** The first row of what never came halfway back. */
  readonly lastLeft: number;
  /** The clearest step up to the end, in standard errors. */
  readonly significance: number;
  /** Earlier rises that were as high and as long, and were taken back. */
  readonly precedents: number;
  /** Whether the end is on its way down from a higher level. */
  readonly recovering: boolean;
  /** Whether the lowest tenth of the rows is as low at the end as it was at the best. */
  readonly touching: boolean;
}

/** The rise at the end of a curve; undefined where there is none, or none that noise could not give. */
export function riseOf(view: View): Rise | undefined {
  const { base, levels, noise, rows } = view;
  const step = stepUp(base, noise);
  if (step === undefined || step.significance < SIGNIFICANT) return undefined;
  const height = step.after - step.before;
  const widest = Math.max(1, (base.length - step.at) >> 2);
  const width = levels.find((each) => each.noise <= height / 6 && each.width <= widest)?.width ?? widest;
  const rise = riseAt(blocks(base, width), height);
  if (rise === undefined) return undefined;
  const { best, left, low, ...rest } = rise;
  const bestRows = [firstRow(view, best, width), firstRow(view, best + 1, width) - 1] as const;
  const lastLeft = firstRow(view, left, width);
  const touching = touches(rows, bestRows, lastLeft, rise.end - low);
  return { ...rest, best: low, bestRows, lastLeft, significance: step.significance, touching };
}

/** The rise in a sequence of blocks whose step is `step` high; undefined where its last blocks do not stand high. */
function riseAt(values: Float64Array, step: number) {
  const count = values.length;
  const last = Math.min(3, Math.max(1, count >> 2));
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const end = quantile(values.subarray(count - last), 0.5);
  const height = end - low;
  const half = low + height / 2;
  if (height < step / 3 || values.subarray(count - last).some((value) => value < half)) return undefined;
  let left = count - 1;
  while (left > 0 && values[left - 1] >= half) left--;
  return {
    best: values.indexOf(low),
    low,
    end,
    left,
    precedents: precedents(values, low, left, height),
    recovering: isRecovering(values, left, height, low),
  };
}

/**
 * Earlier rises above the best level of their time, at least as high as 0.7 of the last one, that lasted for 0.6 of its time above
 * half its height, and were taken back. What rose from high above the best level counts for nothing.
 */
function precedents(values: Float64Array, low: number, left: number, height: number): number {
  const duration = values.length - left;
  const near = low + Math.max(height, 0.5 * (values[0] - low));
  let found = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let begin = -1;
  let top = 0;
  for (let i = 0; i < left; i++) {
    if (values[i] > lowest + height / 2) {
      if (begin < 0) begin = i;
      top = Math.max(top, values[i] - lowest);
      continue;
    }
    if (begin >= 0 && lowest <= near && top >= 0.7 * height && i - begin >= 0.6 * duration) found++;
    begin = -1;
    top = 0;
    lowest = Math.min(lowest, values[i]);
  }
  return found;
}

/** Whether the last rise has come down from its top by two fifths, and still does. */
function isRecovering(values: Float64Array, left: number, height: number, low: number): boolean {
  let top = left;
  for (let i = left; i < values.length; i++) if (values[i] > values[top]) top = i;
  const peak = values[top] - low;
  if (height > 0.6 * peak) return false;
  const tail = values.subarray(top + Math.floor((values.length - top) * 0.6));
  return tail.length >= 2 && tail[0] - tail[tail.length - 1] > 0.03 * peak;
}

/** Rows that a tenth can be taken of. */
const ENOUGH = 20;

/** Whether the lowest tenth of the rows after `left` is about as low as that of the rows at the best. */
function touches(rows: Float64Array, [first, last]: readonly [number, number], left: number, height: number): boolean {
  const after = rows.subarray(left);
  const begin = Math.max(0, Math.min(first, last + 1 - ENOUGH));
  const before = rows.subarray(begin, Math.min(left, last + 1));
  if (after.length < ENOUGH || before.length < ENOUGH) return false;
  return quantile(after, 0.1) - quantile(before, 0.1) < 0.35 * height;
}
