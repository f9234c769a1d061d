import { level, median } from './robust.js';

/** A sequence cut into blocks of one width, the last block ending where the sequence ends. */
export interface Levels {
  /** Rows in a block; the first block may hold fewer. */
  readonly width: number;
  /** The robust mean of each block. */
  readonly values: Float64Array;
  /** The standard deviation of a block's level, as far as it comes from noise. */
  readonly noise: number;
}

/** So many blocks are looked at at the finest: a run of a million rows and one of a thousand take the same time from here on. */
const FINEST = 1024;
/** Fewer blocks than these say little of their own noise. */
const TELLING = 12;
/** What makes the median of the second differences of white noise its standard deviation. */
const NORMAL = 1.4826 / Math.sqrt(6);

/**
 * The levels of a sequence at doubling widths, from its rows (or {@link FINEST} blocks of them) to four blocks. The noise of each
 * width is measured at that width, as the overlapping Allan deviation is, so that noise that is correlated from row to row is
 * not taken to average out; where too few blocks are left, it goes on falling as it did before. `least` is the noise that a row
 * has at least, from how it was printed; `most` is the last width, in blocks of the finest.
 *
 * Source: Allan 1966; second differences in place of first, so that a slope counts as no noise.
 */
export function levelsOf(rows: Float64Array, least: number, most = Number.POSITIVE_INFINITY): Levels[] {
  const finest = Math.max(1, Math.ceil(rows.length / FINEST));
  const base = blocks(rows, finest);
  const all: Levels[] = [];
  for (let times = 1; times === 1 || (base.length >= 4 * times && times <= most); times *= 2) {
    const values = blocks(base, times);
    const before = all.at(-1)?.noise;
    const measured = values.length >= TELLING || before === undefined;
    const noise = measured ? noiseAt(base, times) : before * fall(all);
    // no noise averages out faster than white noise does
    const floor = Math.max(least / Math.sqrt(finest * times), (before ?? 0) / Math.SQRT2);
    all.push({ width: finest * times, values, noise: Math.max(noise, floor) });
  }
  return all;
}

/** The noise of the mean of `times` values, from all second differences between neighboring means. */
function noiseAt(values: Float64Array, times: number): number {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  const differences = new Float64Array(Math.max(0, values.length - 3 * times + 1));
  for (let i = 0; i < differences.length; i++) {
    const [a, b, c, d] = [sums[i], sums[i + times], sums[i + 2 * times], sums[i + 3 * times]];
    differences[i] = Math.abs(b - a - 2 * (c - b) + (d - c)) / times;
  }
  return differences.length === 0 ? 0 : NORMAL * median(differences);
}

/** How much smaller the noise became at the last doubling that was measured: from 1 / sqrt 2, that of white noise, to 1. */
function fall(levels: readonly Levels[]): number {
  const measured = levels.filter(({ values }) => values.length >= TELLING);
  const last = measured.at(-1);
  const before = measured.at(-2);
  if (last === undefined || before === undefined || before.noise === 0) return Math.SQRT1_2;
  return Math.min(1, last.noise / before.noise);
}

/** The levels of blocks of `width` values, aligned with the end. */
export function blocks(values: Float64Array, width: number): Float64Array {
  if (width === 1) return values;
  const count = Math.ceil(values.length / width);
  const result = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const end = values.length - (count - 1 - i) * width;
    result[i] = level(values.subarray(Math.max(0, end - width), end));
  }
  return result;
}
