import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  boundingBox,
  centered,
  coarsened,
  denseAndSparse,
  formatGlp,
  generateLayout,
  normals,
  parseGlp,
  rasterize,
} from '../../../src/ilt/layout/index.js';
import { flawOf } from '../../../src/ilt/layout/simple-polygon.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('ilt', 'layouts');

const bar = (x: number, y: number, width: number, height: number) =>
  parseGlp(`RECT N M1 ${x} ${y} ${width} ${height}`, 'bar');

describe('a centered layout', () => {
  it.each([
    ['even room', [10, 10, 4, 6], 16, { left: 6, right: 10, top: 5, bottom: 11 }],
    ['odd room, the smaller part first', [-3, 7, 5, 5], 16, { left: 5, right: 10, top: 5, bottom: 10 }],
    ['more than the field, over both edges', [0, 0, 20, 21], 16, { left: -2, right: 18, top: -3, bottom: 18 }],
  ])('with %s', (_, [x, y, width, height], size, box) => {
    expect(boundingBox(centered(bar(x, y, width, height), size))).toEqual(box);
  });
});

describe('a coarsened layout', () => {
  it('has both ends of a bar rounded down', () => {
    expect(boundingBox(coarsened(bar(-3, 7, 6, 8), 4))).toEqual({ left: -1, right: 0, top: 1, bottom: 3 });
  });
});

describe('a generated layout', () => {
  const seeds = Array.from({ length: 40 }, (_, i) => i + 1);
  const layouts = seeds.map((seed) => generateLayout(seed, 640, 1024));

  it('depends on its seed alone', () => {
    expect(generateLayout(3, 640, 1024)).toEqual(layouts[2]);
    expect(new Set(layouts.map((layout) => formatGlp(layout))).size).toBe(layouts.length);
  });

  it('is made of simple polygons of whole nanometres in the middle of its field', () => {
    for (const layout of layouts) {
      for (const polygon of layout.polygons) expect(flawOf(polygon)).toBeUndefined();
      expect(layout.polygons.flat(2).every(Number.isInteger)).toBe(true);
      const { left, top, right, bottom } = boundingBox(layout);
      expect(Math.min(left, top, 1024 - right, 1024 - bottom)).toBeGreaterThanOrEqual(192);
    }
  });

  it('has the density of a metal layer, and turns as well as bars', () => {
    for (const layout of layouts) {
      const area = rasterize(layout, 1024, 'half-open').reduce((sum, value) => sum + value, 0);
      expect(area / (640 * 640)).toBeGreaterThan(0.15);
      expect(area / (640 * 640)).toBeLessThan(0.5);
    }
    const corners = layouts.flatMap(({ polygons }) => polygons.map((polygon) => polygon.length));
    for (const count of [4, 6, 8]) expect(corners).toContain(count);
  });

  it('keeps wires, and the arms of one wire, at least 64 nm apart', () => {
    for (const layout of layouts) {
      const raster = rasterize(layout, 1024, 'half-open');
      const columns = raster.map((_, i) => raster[(i % 1024) * 1024 + Math.floor(i / 1024)]);
      for (const lines of [raster, columns]) {
        // the frame is dark, so that every gap between two wires of a line stands between two ones
        const gaps = lines.join('').match(/(?<=1)0+(?=1)/g) ?? [];
        expect(Math.min(...gaps.map((gap) => gap.length))).toBeGreaterThanOrEqual(64);
      }
    }
  });

  it.each([
    ['m1-1024-01', 1, 640, 1024],
    ['m1-1024-06', 6, 640, 1024],
    ['m1-2048-07', 7, 1000, 2048],
    ['m1-2048-10', 10, 1000, 2048],
  ])('is what golden/ilt/layouts holds: %s', (name, seed, extent, field) => {
    const file = new URL(`../../../golden/ilt/layouts/${name}.glp`, import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(formatGlp(generateLayout(seed, extent, field)));
  });
});

describe('the synthetic pattern', () => {
  it('is a half plane beside lines of 8 in 16, three quarters full', () => {
    const pattern = denseAndSparse(64);
    const row = Array.from(pattern.subarray(64, 128)).join('');
    expect(row).toBe(`${'1'.repeat(32)}${'1'.repeat(8)}${'0'.repeat(8)}${'1'.repeat(8)}${'0'.repeat(8)}`);
    expect(pattern.reduce((sum, value) => sum + value, 0)).toBe(0.75 * 64 * 64);
  });

  it('has noise of mean 0 and variance 1 with the tails of the normal law', () => {
    const deviates = normals(100_001, 1);
    const moment = (power: number) => deviates.reduce((sum, value) => sum + value ** power, 0) / deviates.length;
    // five standard errors of each moment over 100,001 samples
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / 1e5));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / 1e5));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / 1e5));
    expect(normals(5, 1)).toEqual(deviates.slice(0, 5));
    expect(normals(5, 2)).not.toEqual(deviates.slice(0, 5));
  });
});
