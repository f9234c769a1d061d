import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponential, isBackTo, levelBefore, monotone, percentChange, type Row } from '../../src/diagnose/index.js';
import { belongsTo } from '../support/allure.js';
import { goldenRows } from '../support/gaussian.js';

belongsTo('harness', 'diagnose', 'audit of a table');

const grid = (count: number, f: (t: number) => number): Row[] =>
  Array.from({ length: count }, (_, t) => [100 * t, f(t)]);
const rows = goldenRows('baseline_n50_seed42.csv');
const published = [1500, 1600, 1700, 1800, 2000, 3000, 5000, 8000, 10_000];
const late = published.map((at): Row => [at, rows[at - 1].loss]);

describe('monotone', () => {
  it('holds for a table that only falls', () => {
    expect(
      monotone(
        grid(9, (t) => 1 / (1 + t)),
        'falling',
      ),
    ).toEqual({ holds: true, breaks: [], share: 0 });
  });

  it('names every step that goes the other way', () => {
    const table: Row[] = [
      [1, 5],
      [2, 4],
      [4, 4.5],
      [8, 3],
    ];
    expect(monotone(table, 'falling')).toEqual({ holds: false, breaks: [{ from: 2, to: 4, by: 0.5 }], share: 1 / 3 });
  });

  it('refutes that the faithful run rises monotonically, which its published rows hide until the last', () => {
    const { breaks } = monotone(late, 'rising');
    expect(breaks.map(({ from, to }) => [from, to])).toEqual([[8000, 10_000]]);
    const every = rows.slice(1499).map(({ iteration, loss }): Row => [iteration, loss]);
    expect(monotone(every, 'rising').share).toBeGreaterThan(0.2);
  });

  it('is told by a mirrored table the other way round', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 });
    const law = fc.property(values, (all) => {
      const table = all.map((value, i): Row => [i, value]);
      const mirrored = all.map((value, i): Row => [i, -value]);
      expect(monotone(mirrored, 'rising')).toEqual(monotone(table, 'falling'));
    });
    fc.assert(law, { seed: 42, numRuns: 200 });
  });
});

describe('a level that is back', () => {
  it('is found where the table passed it on its way down', () => {
    const table: Row[] = [
      [0, 10],
      [1, 6],
      [2, 3],
      [3, 1],
      [4, 4],
    ];
    expect(levelBefore(table, 4)).toEqual({ value: 4, lo: 1, hi: 2 });
    expect([isBackTo(table, 4, 1), isBackTo(table, 4, 2), isBackTo(table, 4, 0)]).toEqual([true, true, false]);
  });

  it('is undefined for one that was never there', () => {
    expect(
      levelBefore(
        [
          [0, 2],
          [1, 1],
          [2, 3],
        ],
        2,
      ),
    ).toBeUndefined();
  });

  it('refutes that the faithful run is back at 2000 to the level of 500', () => {
    const table = rows
      .filter(({ iteration }) => iteration % 100 === 0)
      .map(({ iteration, loss }): Row => [iteration, loss]);
    expect(isBackTo(table, 2000, 500)).toBe(false);
    expect(levelBefore(table, 2000)).toMatchObject({ lo: 300, hi: 400 });
  });
});

describe('exponential', () => {
  it.each([0.05, 0.3, 1])('holds for growth by a rate of %d, whatever its asymptote', (rate) => {
    for (const asymptote of [0, -5, 100]) {
      const found = exponential(grid(12, (t) => asymptote + Math.exp(rate * t)));
      expect(found.holds).toBe(rate * 11 > Math.LN2);
      expect(found.doubling).toBeCloseTo((100 * Math.LN2) / rate, 0);
    }
  });

  it.each<[string, (t: number) => number]>([
    ['a straight line', (t) => 3 * t],
    ['a line with noise', (t) => 3 * t + Math.sin(17 * t)],
    ['growth that saturates', (t) => 1 - Math.exp(-t / 3)],
    ['decay', (t) => Math.exp(-t / 3)],
    ['a root', (t) => Math.sqrt(t)],
  ])('does not hold for %s', (_, f) => {
    expect(exponential(grid(12, f)).holds).toBe(false);
  });

  it('refutes that the faithful run rises exponentially: it saturates', () => {
    const { holds, slopeFactor } = exponential(late);
    expect(holds).toBe(false);
    expect(slopeFactor).toBeLessThan(0.5);
  });
});

describe('an audit refuses', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['a single row', () => monotone([[0, 1]], 'falling'), /1 rows, at least 2 expected/],
    ['three rows as an exponential', () => exponential(grid(3, (t) => t)), /3 rows, at least 4 expected/],
    [
      'places that do not increase',
      () =>
        monotone(
          [
            [1, 1],
            [1, 2],
          ],
          'falling',
        ),
      /row 1: 1 after 1/,
    ],
    [
      'a number that is none',
      () =>
        monotone(
          [
            [1, 1],
            [2, Number.NaN],
          ],
          'falling',
        ),
      /row 1: finite/,
    ],
    [
      'a place without a row',
      () =>
        levelBefore(
          grid(3, (t) => t),
          50,
        ),
      /no row at 50/,
    ],
  ])('%s', (_, audit, message) => {
    expect(audit).toThrow(message);
  });
});

describe('percentChange', () => {
  it('is of unrounded numbers', () => {
    expect(-percentChange(rows[0].loss, rows[1499].loss)).toBeCloseTo(70.9637, 4);
  });
});
