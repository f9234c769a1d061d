import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, Overlay } from '../../../src/figure.js';
import { decodePng } from '../../../src/image/png.js';
import { map } from '../../../src/report/figures/map.js';
import { sheet } from '../../../src/report/figures/sheet.js';
import { textsOf } from './well-formed.js';

/** A ramp from 0 at the left to `width - 1` at the right. */
const ramp = (width: number, height: number, changes: Partial<Field> = {}): Field => ({
  width,
  height,
  values: Float32Array.from({ length: width * height }, (_, i) => i % width),
  label: 'intensity',
  palette: 'sequential',
  ...changes,
});

const pictures = (svg: string) =>
  [...svg.matchAll(/href="data:image\/png;base64,([^"]+)"/g)].map(([, data = '']) =>
    decodePng(Buffer.from(data, 'base64'), 'embedded'),
  );

describe('a map', () => {
  it('has a title, a description, its quantity, its overlays and a scale bar', () => {
    const overlays: Overlay[] = [
      { kind: 'contour', name: 'threshold', grid: ramp(16, 8), level: 7.5 },
      { kind: 'points', name: 'peaks', x: [1, 2], y: [3, 4] },
    ];
    const svg = map({ title: 'Aerial image', base: ramp(16, 8), overlays, pixel: { size: 4, unit: 'nm' } });
    expect(textsOf(svg, 'title')).toEqual(['Aerial image']);
    expect(textsOf(svg, 'desc')).toEqual(['intensity from 0 to 15, 16 by 8 pixels; over it threshold, peaks.']);
    expect(textsOf(svg, 'text')).toEqual(expect.arrayContaining(['Aerial image', 'intensity', 'threshold', 'peaks']));
    expect(textsOf(svg, 'text')).toContain('20 nm');
  });

  it('draws a contour where the field crosses its level', () => {
    const grid = ramp(16, 8);
    const svg = map({ title: 'a', base: grid, overlays: [{ kind: 'contour', name: 'c', grid, level: 7.25 }] });
    const [, width] = /<svg x="[^"]*" y="[^"]*" width="([^"]*)"/.exec(svg) ?? [];
    const [, d = ''] = /<path class="line s0" d="(M\d[^"]*L[^"]*)"/.exec(svg) ?? [];
    const xs = [...d.matchAll(/([\d.]+),/g)].map(([, x]) => Number(x));
    expect(xs.length).toBeGreaterThan(4);
    // pixel 7.25 has its center 7.75 pixels from the left edge; a tenth of a pixel is what coordinates are rounded to
    for (const x of xs) expect(Math.abs(x - (7.75 / 16) * Number(width))).toBeLessThanOrEqual(0.1);
  });

  it('draws no contour along the edge of a field that stays above the level', () => {
    const grid = ramp(4, 4, { values: new Float32Array(16).fill(9) });
    const svg = map({ title: 'a', base: grid, overlays: [{ kind: 'contour', name: 'c', grid, level: 1 }] });
    expect(svg).not.toContain('casing" d=');
  });

  it.each([
    ['sequential', [0, 15]],
    ['diverging', [-15, 15]],
  ] as const)('colors a %s field from the ends of its range', (palette, [low, high]) => {
    const [picture, bar] = pictures(map({ title: 'a', base: ramp(16, 1, { palette }) }));
    const first = [...picture.data.slice(0, 3)];
    const last = [...picture.data.slice(-3)];
    expect(last).toEqual([...bar.data.slice(0, 3)]);
    if (low === 0) expect(first).toEqual([...bar.data.slice(-3)]);
    else expect(Math.min(...first)).toBeGreaterThan(0.9);
    expect(high).toBe(15);
  });

  it('shows a binary field as paper and ink, without a bar', () => {
    const all = pictures(map({ title: 'a', base: ramp(2, 1, { palette: 'binary' }) }));
    expect(all).toHaveLength(1);
    expect([...all[0].data.slice(0, 3)]).toEqual([1, 1, 1]);
    expect(Math.max(...all[0].data.slice(3))).toBeLessThan(0.8);
  });

  it('averages blocks of a field that is much larger than its place', () => {
    // columns of paper and ink: a block of any even width is half of each, and one of three a third or two
    const values = Float32Array.from({ length: 4096 * 4 }, (_, i) => i % 2);
    const [picture] = pictures(
      map({ title: 'a', base: { width: 4096, height: 4, values, label: 'v', palette: 'binary' } }),
    );
    expect([picture.width, picture.height]).toEqual([1365, 1]);
    expect(new Set(picture.data.filter((_, i) => i % 3 === 0)).size).toBe(2);
  });

  it.each([
    ['a part outside', { base: ramp(4, 4), part: { x: 2, y: 0, width: 3, height: 1 } }],
    ['an empty part', { base: ramp(4, 4), part: { x: 0, y: 0, width: 0, height: 1 } }],
    ['a field without its values', { base: ramp(4, 4, { values: [1, 2] }) }],
    [
      'a picture without its samples',
      { base: { width: 2, height: 2, channels: 3 as const, data: new Float32Array(4) } },
    ],
  ])('refuses %s', (_, layers) => {
    expect(() => map({ title: 'a', ...layers })).toThrow(RangeError);
  });

  it('is well-formed, whatever the values and names', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(0, -1, Number.NaN, Infinity, 1e300, 5e-324));
    const label = fc.string({ unit: 'binary', maxLength: 30 });
    const law = fc.property(
      fc.record({
        width: fc.integer({ min: 1, max: 9 }),
        height: fc.integer({ min: 1, max: 9 }),
        title: label,
        name: label,
      }),
      fc.array(value, { minLength: 81, maxLength: 81 }),
      value,
      fc.constantFrom('sequential', 'diverging', 'binary'),
      ({ width, height, title, name }, values, level, palette) => {
        const grid = { width, height, values: values.slice(0, width * height) };
        const overlays: Overlay[] = [
          { kind: 'contour', name, grid, level },
          { kind: 'arrows', name, x: [0], y: [0], dx: [1], dy: [2] },
          {
            kind: 'lines',
            name,
            lines: [
              [
                [0, 0],
                [1, 1],
              ],
            ],
          },
        ];
        textsOf(map({ title, base: { ...grid, label: name, palette }, overlays }));
        textsOf(
          sheet({ title, columns: 2, panes: [{ caption: name, base: { ...grid, label: name, palette }, overlays }] }),
        );
      },
    );
    fc.assert(law, { seed: 42, numRuns: 60 });
  });
});

describe('a sheet', () => {
  const pane = (top: number) => ({ caption: `up to ${top}`, base: ramp(2, 1, { values: [0, top] }) });

  it('has one scale of colors for all of its maps', () => {
    const [low, high] = pictures(sheet({ title: 'a', columns: 2, panes: [pane(1), pane(2)] }));
    expect([...low.data.slice(0, 3)]).toEqual([...high.data.slice(0, 3)]);
    expect([...low.data.slice(3)]).not.toEqual([...high.data.slice(3)]);
  });

  it('names every map, and each overlay once', () => {
    const overlays: Overlay[] = [{ kind: 'points', name: 'peak', x: [0], y: [0] }];
    const svg = sheet({ title: 'Maps', columns: 2, panes: [1, 2, 3].map((top) => ({ ...pane(top), overlays })) });
    const texts = textsOf(svg, 'text');
    expect(texts).toEqual(expect.arrayContaining(['Maps', 'up to 1', 'up to 2', 'up to 3', 'intensity']));
    expect(texts.filter((text) => text === 'peak')).toHaveLength(1);
  });

  it('of nothing is refused', () => {
    expect(() => sheet({ title: 'a', columns: 2, panes: [] })).toThrow(RangeError);
  });
});
