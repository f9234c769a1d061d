import { blocks, type Levels, levelsOf } from './levels.js';
import { median } from './robust.js';
import { withoutOutliers } from './step.js';

/** A loss, or another column, at increasing iterations; every value finite. */
export interface Curve {
  readonly iterations: Float64Array;
  readonly values: Float64Array;
  /** The step between two numbers that the log can print; 0 where it prints every digit. */
  readonly quantum: number;
}

/** A curve as the rules look at it. */
export interface View {
  readonly iterations: Float64Array;
  /** The values, or their logarithms where they span more than an order of magnitude. */
  readonly rows: Float64Array;
  /** From a height on this scale to a value of the curve. */
  back(height: number): number;
  readonly logarithmic: boolean;
  /** Whether every value is above zero, so that a share of the level means something. */
  readonly positive: boolean;
  /** The noise that a row has at least, from how it was printed. */
  readonly least: number;
  /** Up to 1,024 blocks of rows, without outliers. */
  readonly base: Float64Array;
  /** Rows in a block of the base. */
  readonly width: number;
  /** The base at doubling widths; their widths are in blocks of the base. */
  readonly levels: readonly Levels[];
  /** The standard deviation of a block of the base as it counts in long means. */
  readonly noise: number;
}

/** A curve that spans more than this factor is looked at in its logarithm. */
const WIDE = 30;
/** Widths of which fewer blocks are left measure the curve's shape more than its noise. */
const MEASURING = 24;

export function viewOf({ iterations, values, quantum }: Curve): View {
  const positive = values.every((value) => value > 0);
  const logarithmic = positive && isWide(values);
  const rows = logarithmic ? values.map(Math.log) : values;
  const least = (logarithmic ? quantum / median(values) : quantum) / Math.sqrt(12);
  const [rough] = levelsOf(rows, least, 1);
  const base = withoutOutliers(rough.values, rough.noise);
  const levels = levelsOf(base, least / Math.sqrt(rough.width));
  const measuring = levels.filter((each, i) => i === 0 || each.values.length >= MEASURING);
  return {
    iterations,
    rows,
    back: (height) => (logarithmic ? Math.exp(height) : height),
    logarithmic,
    positive,
    least,
    base,
    width: rough.width,
    levels,
    noise: Math.max(...measuring.map(({ noise, width }) => noise * Math.sqrt(width))),
  };
}

/** The first row of a block of `width` blocks of the base; blocks end where the rows end. */
export const firstRow = ({ rows, base, width }: View, block: number, blockWidth: number): number =>
  Math.max(0, rows.length - (Math.ceil(base.length / blockWidth) - block) * blockWidth * width);

function isWide(values: Float64Array): boolean {
  const coarse = blocks(values, Math.ceil(values.length / 128));
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const value of coarse) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > WIDE * low;
}
