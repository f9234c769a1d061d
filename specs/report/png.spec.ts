import { describe, expect, it } from 'vitest';
import { decodePng } from '../../src/image/png.js';
import { table } from '../../src/report/figures/table.js';
import { figureToPng } from '../../src/report/png.js';

const svg = table(
  { title: 'Tint', head: 'name', columns: [{ label: 'value' }], rows: [{ name: 'a', values: [1] }] },
  240,
);

describe('a figure as PNG', () => {
  it('has twice the size of the figure, a light background and dark text', async () => {
    const { width, height, data } = decodePng(await figureToPng(svg), 'figure');
    const [, high] = /viewBox="0 0 240 (\d+)"/.exec(svg) ?? [];
    expect([width, height]).toEqual([480, 2 * Number(high)]);
    expect([...data.slice(0, 3)]).toEqual([1, 1, 1]);
    expect(data.reduce((least, value) => Math.min(least, value), 1)).toBeLessThan(0.3);
  });

  it('has the same bytes for the same figure', async () => {
    expect(await figureToPng(svg)).toEqual(await figureToPng(svg));
  });
});
