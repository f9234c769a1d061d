import type { ScaleKind } from '../../figure.js';
import { linearLabels, linearTicks, logLabels, logTicks, niceStep } from './ticks.js';

/** Magnitudes that an axis can hold with its rounding; a number beyond is no point, and one below counts as zero. */
const LARGEST = 1e250;
const SMALLEST = 1e-250;

/** Maps numbers to pixels. */
export interface Scale {
  readonly kind: ScaleKind;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
  /** The pixel of a number that {@link drawable} accepts. */
  at(value: number): number;
}

/** Whether an axis of this kind can show the number at all. */
export const drawable = (value: number, kind: ScaleKind): boolean =>
  Math.abs(value) <= LARGEST && (kind === 'linear' || value >= SMALLEST);

/** The smallest and largest drawable number, or [0, 1] ([1, 10] on a log axis) where there is none. */
export function extent(columns: Iterable<ArrayLike<number>>, kind: ScaleKind): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i];
      if (!drawable(value, kind)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low <= high) return [low, high];
  return kind === 'log' ? [1, 10] : [0, 1];
}

/** A scale from the numbers `low` to `high` onto the pixels `start` to `end`, which may run downwards. */
export function makeScale(
  kind: ScaleKind,
  low: number,
  high: number,
  start: number,
  end: number,
  count: number,
): Scale {
  const ticks = kind === 'log' ? logTicks(low, high, count) : linearTicks(low, high, count);
  const labels = kind === 'log' ? logLabels(ticks) : linearLabels(ticks);
  const map = kind === 'log' ? Math.log10 : (value: number) => value;
  const [from, to] = [map(low), map(high)];
  return {
    kind,
    domain: [low, high],
    ticks,
    labels,
    at: (value) => start + ((map(value) - from) / (to - from)) * (end - start),
  };
}

/** A range that is wide enough to be divided: a single number gets room on both sides. */
export function widen([low, high]: readonly [number, number], kind: ScaleKind): [number, number] {
  if (kind === 'log') return high > low * (1 + 1e-9) ? [low, high] : [low / 2, high * 2];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(size * 1e-9, SMALLEST)) return [low, high];
  const room = size < SMALLEST ? 1 : size / 10;
  return [low - room, high + room];
}

/**
 * The range of a y axis, and into how many steps it falls: out to the round numbers next to the data, and down to zero
 * where that costs less than a third of the height.
 */
export function niceRange(range: readonly [number, number], kind: ScaleKind, count: number): [number, number, number] {
  let [low, high] = widen(range, kind);
  if (kind === 'log') {
    const [from, to] = [Math.log10(low), Math.log10(high)];
    const room = (to - from) / 24;
    return [Math.exp((from - room) * Math.LN10), Math.exp((to + room) * Math.LN10), count];
  }
  if (low > 0 && low < high / 3) low = 0;
  if (high < 0 && high > low / 3) high = 0;
  const step = niceStep((high - low) / count);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  return [first * step, last * step, last - first];
}

/** The range of an x axis: the data's own, so that lines fill the width, unless a round number is within a fiftieth. */
export function snugRange(range: readonly [number, number], kind: ScaleKind, count: number): [number, number] {
  const [low, high] = widen(range, kind);
  if (kind === 'log') return [low, high];
  const step = niceStep((high - low) / count);
  const [down, up] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  const near = (high - low) / 50;
  return [low - down <= near ? down : low, up - high <= near ? up : high];
}
