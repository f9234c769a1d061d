import { describe, expect, it } from 'vitest';
import type { TableFigure } from '../../../src/figure.js';
import { table } from '../../../src/report/figures/table.js';
import { textsOf } from './well-formed.js';

const figure: TableFigure = {
  kind: 'table',
  title: 'Arms',
  head: 'arm',
  columns: [{ label: 'loss', bars: true }, { label: 'verdict' }],
  rows: [
    { name: 'control', values: [4, 'diverged'] },
    { name: 'frozen', values: [-2, 'converged'] },
    { name: 'never run', values: [Number.NaN, ''] },
  ],
};
const bars = (svg: string) =>
  [...svg.matchAll(/class="bar s\d" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, x, width]) => [
    Number(x),
    Number(width),
  ]);

describe('a table', () => {
  it('holds every name and value, and an empty cell for what is not a number', () => {
    const texts = textsOf(table(figure), 'text');
    expect(texts).toEqual(
      expect.arrayContaining(['arm', 'loss', 'control', '4', 'diverged', 'frozen', '−2', 'never run']),
    );
    expect(texts.join()).not.toContain('NaN');
  });

  it('draws bars from zero in proportion to their numbers', () => {
    const [[up, long], [down, short], ...others] = bars(table(figure));
    expect(others).toEqual([]);
    expect(long / short).toBeCloseTo(2, 1);
    // coordinates are rounded to a tenth of a pixel, three of them here
    expect(Math.abs(down + short - up)).toBeLessThanOrEqual(0.16);
  });

  it('refuses a row that lacks a value', () => {
    expect(() => table({ ...figure, rows: [{ name: 'short', values: [1] }] })).toThrow(
      /row short: 1 values, 2 expected/,
    );
  });
});
