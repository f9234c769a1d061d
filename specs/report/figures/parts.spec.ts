import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from '../../../src/report/figures/decimate.js';
import { beside, flags, overlap, spread } from '../../../src/report/figures/place.js';
import { niceRange, snugRange } from '../../../src/report/figures/scale.js';
import { PALETTE } from '../../../src/report/figures/style.js';
import { textWidth, truncate, wrap } from '../../../src/report/figures/text.js';
import { formatNumber, linearLabels, linearTicks, logLabels, logTicks } from '../../../src/report/figures/ticks.js';

describe('ticks', () => {
  it.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1], ['0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [0.07, 0.31, 5, [0.1, 0.15, 0.2, 0.25, 0.3], ['0.10', '0.15', '0.20', '0.25', '0.30']],
    [1, 10_000, 5, [2000, 4000, 6000, 8000, 10_000], ['2,000', '4,000', '6,000', '8,000', '10,000']],
    [-30, 30, 3, [-20, 0, 20], ['\u221220', '0', '20']],
    [0, 3e-5, 3, [0, 1e-5, 2e-5, 3e-5], ['0', '10\u207b\u2075', '2\u00d710\u207b\u2075', '3\u00d710\u207b\u2075']],
  ])('from %d to %d in about %d steps are round numbers', (low, high, count, ticks, labels) => {
    // Ticks are labeled, not computed with: the last bits do not show.
    expect(linearTicks(low, high, count).map((tick) => Number(tick.toPrecision(12)))).toEqual(ticks);
    expect(linearLabels(linearTicks(low, high, count))).toEqual(labels);
  });

  it.each([
    [1, 10_000, 6, ['1', '10', '100', '1,000', '10,000']],
    [0.04, 0.4, 5, ['0.05', '0.1', '0.2']],
    [290, 325, 4, ['290', '300', '310', '320']],
    [1e-12, 1, 4, ['10\u207b\u00b9\u00b2', '10\u207b\u2078', '10\u207b\u2074', '10\u2070']],
  ])(
    'of a log axis from %d to %d are decades, 1-2-5 within few, or equal steps within less',
    (low, high, count, labels) => {
      expect(logLabels(logTicks(low, high, count))).toEqual(labels);
    },
  );

  it.each([
    [0, '0'],
    [1234567, '1,234,570'],
    [-0.5, '\u22120.5'],
    [0.071193956, '0.071194'],
    [2.5e-7, '2.5\u00d710\u207b\u2077'],
    [1e12, '10\u00b9\u00b2'],
  ])('%d is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('are written in digits and powers of ten, whatever the number', () => {
    const written = /^\u2212?([\d,]+(\.\d+)?|(\d(\.\d+)?\u00d7)?10\u207b?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+)$/;
    const law = fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
      written.test(formatNumber(value)),
    );
    fc.assert(law, { seed: 42, numRuns: 500 });
  });

  it('lie in order within their range, few of them, whatever it is', () => {
    const law = fc.property(
      fc.double({ min: -1e200, max: 1e200, noNaN: true }),
      fc.double({ min: 1e-8, max: 1e8, noNaN: true }),
      fc.integer({ min: 1, max: 12 }),
      (low, share, count) => {
        const high = low + Math.max(Math.abs(low), 1e-200) * share;
        const ticks = linearTicks(low, high, count);
        const slack = (high - low) * 1e-6;
        return (
          ticks.length <= count + 1 &&
          ticks.every((tick, i) => tick >= low - slack && tick <= high + slack && (i === 0 || tick > ticks[i - 1]))
        );
      },
    );
    fc.assert(law, { seed: 42, numRuns: 500 });
  });
});

describe('ranges', () => {
  it.each([
    ['reaches round numbers', [0.2, 0.31], [0.2, 0.35, 3]],
    ['takes in zero where that is cheap', [0.07, 0.31], [0, 0.4, 4]],
    ['leaves zero out where it is far', [980, 1000], [980, 1000, 4]],
    ['gives room to a single value', [5, 5], [4.4, 5.6, 6]],
  ])('of a y axis: %s', (_, [low = 0, high = 0], expected) => {
    for (const [i, value] of niceRange([low, high], 'linear', 5).entries())
      expect(value).toBeCloseTo(expected[i] ?? 0, 9);
  });

  it('of an x axis are those of the data, but for a round number next to them', () => {
    expect(snugRange([1, 10_000], 'linear', 5)).toEqual([0, 10_000]);
    expect(snugRange([1500, 9000], 'linear', 5)).toEqual([1500, 9000]);
  });
});

describe('decimate', () => {
  it('keeps the lowest and highest point of every column and breaks only at gaps between columns', () => {
    const column = fc.integer({ min: 0, max: 12 });
    const points = fc.array(fc.tuple(column, fc.option(fc.integer({ min: -50, max: 50 }), { freq: 4 })), {
      maxLength: 80,
    });
    const law = fc.property(points, (unsorted) => {
      const given = unsorted
        .map(([x, y], i) => [x + i / 1000, y] as const)
        .sort((a, b) => Math.floor(a[0]) - Math.floor(b[0]));
      const lines = decimate(given.length, (i) => {
        const [x, y] = given[i] ?? [0, null];
        return y === null ? undefined : [x, y];
      });
      const columns = Array.from({ length: 13 }, (_, k) => {
        const all = given.flatMap(([x, y]) => (Math.floor(x) === k && y !== null ? [y] : []));
        const kept = lines.flat().flatMap(([x, y]) => (Math.floor(x) === k ? [y] : []));
        return { all, kept };
      });
      return columns.every(
        ({ all, kept }) =>
          kept.length <= 2 && Math.min(...kept) === Math.min(...all) && Math.max(...kept) === Math.max(...all),
      );
    });
    fc.assert(law, { seed: 42, numRuns: 300 });
  });

  it('breaks a line at a gap from column to column, not at one within a column', () => {
    const gap = (xs: readonly number[], missing: number) =>
      decimate(xs.length, (i) => (i === missing ? undefined : [xs[i] ?? 0, i])).length;
    expect(gap([0, 1, 2], 1)).toBe(2);
    expect(gap([0, 0.5, 0.9, 1], 1)).toBe(1);
  });
});

describe('labels', () => {
  it('are moved apart by no less than the gap, in order, within the bounds, and only where they collide', () => {
    const law = fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 12 }), (wanted) => {
      const placed = spread(wanted, 15, 0, 200);
      const sorted = [...placed].sort((a, b) => a - b);
      // The bounds hold 13 labels of 15 pixels; sums of twelve doubles round in their last bits.
      const rounding = 1e-9;
      const apart = sorted.every((at, i) => i === 0 || at - sorted[i - 1] > 15 - rounding);
      const inside = placed.every((at) => at > -rounding && at < 200 + rounding);
      const ordered = wanted.every((a, i) => wanted.every((b, j) => !(a < b) || placed[i] < placed[j]));
      return apart && inside && ordered;
    });
    fc.assert(law, { seed: 42, numRuns: 300 });
    expect(spread([10, 60, 61], 15, 0, 200)).toEqual([10, 53, 68]);
  });

  it('of marks never cover each other', () => {
    const flag = fc.record({
      x: fc.double({ min: 40, max: 600, noNaN: true }),
      span: fc.constantFrom(0, 10, 300),
      width: fc.double({ min: 5, max: 250, noNaN: true }),
    });
    const law = fc.property(fc.array(flag, { maxLength: 8 }), (items) => {
      const boxes = flags(items, 12, 688, 60).map(({ row, left }, i) => ({
        left,
        right: left + (items[i]?.width ?? 0),
        top: row,
        bottom: row + 1,
      }));
      return boxes.every(
        (box, i) =>
          box.left >= 12 && box.right <= 688 + 1e-9 && boxes.slice(i + 1).every((other) => !overlap(box, other)),
      );
    });
    fc.assert(law, { seed: 42, numRuns: 300 });
  });

  it.each([
    ['beside its pole', { x: 100, span: 0, width: 50 }, { row: 0, left: 104, pole: true }],
    ['on the left at the right edge', { x: 680, span: 0, width: 50 }, { row: 0, left: 626, pole: true }],
    ['over a band that is wide enough', { x: 300, span: 80, width: 50 }, { row: 0, left: 275, pole: false }],
    ['a row higher over an occupied place', { x: 20, span: 0, width: 50 }, { row: 1, left: 24, pole: true }],
  ])('of a mark stands %s', (_, flag, expected) => {
    expect(flags([flag], 12, 688, 60)).toEqual([expected]);
  });

  it('of a point avoids the line', () => {
    const bounds = { left: 0, right: 200, top: 0, bottom: 100 };
    const falling = Array.from({ length: 21 }, (_, i) => [i * 10, i * 5] as [number, number]);
    const box = beside([100, 50], [40, 15], bounds, [falling], []);
    expect(box.left >= 100 && box.bottom <= 50).toBe(true);
  });
});

describe('text', () => {
  it('is cut to its room with an ellipsis', () => {
    expect(truncate('short', 200, 12)).toBe('short');
    const cut = truncate('a name that is far too long', 60, 12);
    expect(cut).toMatch(/^a name.*\u2026$/);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(60);
  });

  it('is wrapped at words and cut in the last line', () => {
    expect(wrap('one two three four five six', 80, 12, 2)).toEqual([
      'one two',
      expect.stringMatching(/^three.*\u2026$/),
    ]);
    expect(wrap('', 80, 12, 2)).toEqual([]);
  });
});

describe('the palette', () => {
  const luminance = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((p, q) => p - q);
    return (light + 0.05) / (dark + 0.05);
  };

  it.each(Object.entries(PALETTE))('%s: every text has a contrast of 4.5 to 1, as WCAG 2.2 asks for', (_, theme) => {
    for (const color of [...theme.text, theme.ink, theme.muted]) {
      expect(contrast(color, theme.background)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
