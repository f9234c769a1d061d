import { type Curve, type View, viewOf } from './curve.js';
import { blocks } from './levels.js';
import { type Cycle, cycleOf, detrended, type Growth, growthOf } from './oscillation.js';
import type { Verdict } from './outcome.js';
import { type Rise, riseOf } from './rise.js';
import { level, median, quantile, spread } from './robust.js';
import { SIGNIFICANT, stepUp } from './step.js';

/** With fewer rows nothing can be said. */
export const LEAST_ROWS = 8;

/** What a verdict rests on. Levels are robust means of rows; all but `rise` and `growth` are in units of the curve. */
export interface Facts {
  readonly start: number;
  readonly lowest: number;
  readonly end: number;
  /** The level in the middle: what "a share of the level" refers to. */
  readonly size: number;
  /** What the last third of the run gained on the best before it, and whether noise could give as much. */
  readonly gain: number;
  readonly gainIsSure: boolean;
  /** From a tenth of the last rows to nine tenths, about their trend. */
  readonly swing: number;
  /** The standard deviation of the last rows about their trend. */
  readonly scatter: number;
  /** Whether all levels lie within a hundredth of each other. */
  readonly still: boolean;
  /** Whether the curve was ever significantly higher than at its end. */
  readonly hasComeDown: boolean;
  readonly rise: Rise | undefined;
  readonly growth: Growth | undefined;
  readonly cycle: Cycle | undefined;
}

export interface Judgment extends Facts {
  readonly verdict: Verdict;
  readonly view: View;
}

/** Shares of the descent: a rise, a gain in the last third, a swing and a scatter that count. */
const RISE = 0.02;
const GAIN = 0.02;
const SWING = 0.02;
const SCATTER = 0.05;
/** Shares of the level. */
const STILL = 0.01;
const RELATIVE_RISE = 0.2;
const RELATIVE_GAIN = 0.05;

/** The first that holds is the verdict. */
const RULES: readonly (readonly [Verdict, (facts: Facts, view: View) => boolean])[] = [
  [
    'diverged',
    (facts, view) => facts.rise !== undefined && isForGood(facts.rise) && isMaterial(facts.rise, facts, view),
  ],
  [
    'diverged',
    ({ growth, still, swing, start, lowest }) => growth !== undefined && !still && swing > RISE * (start - lowest),
  ],
  ['flat', ({ still }) => still],
  [
    'improving',
    (facts, { positive }) => facts.gainIsSure && isGain(facts, positive) && !(facts.cycle && facts.swing > facts.gain),
  ],
  ['oscillating', ({ cycle, swing, start, lowest }) => cycle !== undefined && swing > SWING * (start - lowest)],
  ['flat', ({ hasComeDown }) => !hasComeDown],
  ['plateau', ({ scatter, start, lowest }) => scatter > SCATTER * (start - lowest)],
  ['converged', () => true],
];

/** Judges a curve of at least {@link LEAST_ROWS} rows. */
export function judge(curve: Curve): Judgment {
  const view = viewOf(curve);
  const facts = factsOf(view);
  const [verdict] = RULES.find(([, holds]) => holds(facts, view)) as (typeof RULES)[number];
  return { verdict, view, ...facts };
}

function factsOf(view: View): Facts {
  const { iterations, rows, back, base, noise, width, levels } = view;
  const count = rows.length;
  const coarse = (levels.find(({ values }) => values.length <= 64) ?? levels[0]).values;
  const start = median(rows.subarray(0, 3));
  const lowest = coarse.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const highest = coarse.reduce((high, value) => Math.max(high, value), start);
  const third = lastThird(iterations);
  const window = Math.max(1, Math.floor((count - third) / 4));
  const error = noise * Math.sqrt((2 * width) / window);
  const end = level(rows.subarray(count - window));
  const gain = gainOf(rows, third, window, error);
  const flat = detrended(rows.subarray(Math.min(third, count - LEAST_ROWS)));
  const swing = quantile(flat, 0.9) - quantile(flat, 0.1);
  const scatter = spread(flat);
  const size = Math.abs(back(median(coarse)));
  const still = back(highest) - back(lowest) <= STILL * size;
  const settled = coarse.findIndex((value) => value <= lowest + 0.2 * Math.max(0, start - lowest));
  const later = Math.floor(0.4 * count);
  const down = stepUp(base.slice().reverse(), noise);
  return {
    start: back(start),
    lowest: back(lowest),
    end: back(end),
    size,
    gain: back(end + gain) - back(end),
    gainIsSure: gain > 3 * error,
    swing: back(end + swing / 2) - back(end - swing / 2),
    scatter: back(end + scatter / 2) - back(end - scatter / 2),
    still,
    hasComeDown: start - end > 4 * scatter || (down !== undefined && down.significance >= SIGNIFICANT),
    rise: riseOf(view),
    growth: growthOf(rows, Math.floor((settled / coarse.length) * count)),
    cycle: still ? undefined : cycleOf(iterations.subarray(later), rows.subarray(later)),
  };
}

/** The first row of the last third of the iterations, of which at least an eighth of the rows is left. */
function lastThird(iterations: Float64Array): number {
  const rows = iterations.length;
  const from = iterations[0] + (2 / 3) * (iterations[rows - 1] - iterations[0]);
  const row = iterations.findIndex((iteration) => iteration >= from);
  return Math.max(0, Math.min(row, rows - Math.max(4, rows >> 3)));
}

/** How far the level fell from the last third's first quarter, or from the best level before it, to its last quarter. */
function gainOf(rows: Float64Array, third: number, window: number, error: number): number {
  const end = level(rows.subarray(rows.length - window));
  const first = level(rows.subarray(third, third + window));
  const before = blocks(rows.subarray(0, third + window), window);
  const lowest = before.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  // the lowest of several is below the others by chance alone
  return Math.min(first, lowest + error * Math.sqrt(Math.log(before.length))) - end;
}

/** A rise is no divergence as long as the run has come back from as much before, or is coming back. */
const isForGood = ({ precedents, recovering, touching }: Rise): boolean => precedents < 2 && !recovering && !touching;

function isMaterial(rise: Rise, { start, lowest, size }: Facts, { back, positive }: View): boolean {
  const height = back(rise.end) - back(rise.best);
  // a run that never came down is measured by its level
  if (start - lowest <= STILL * size) return height > STILL * size;
  return height > RISE * (start - lowest) || (positive && height > RELATIVE_RISE * back(rise.best));
}

const isGain = ({ gain, start, lowest, end }: Facts, positive: boolean): boolean =>
  gain > GAIN * (start - lowest) || (positive && gain > RELATIVE_GAIN * end);
