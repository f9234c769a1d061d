import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Polygon, rasterize } from '../../../src/ilt/layout/index.js';
import { belongsTo } from '../../support/allure.js';
import { layouts } from '../../support/ilt-arbitraries.js';

belongsTo('ilt', 'layouts', 'raster');

const SIZE = 32;

/** Whether a point is on the boundary (0), inside (1) or outside (-1): by the winding number, unlike the raster. */
function place(polygon: Polygon, x: number, y: number): number {
  let winding = 0;
  for (let i = 0; i < polygon.length; i++) {
    const [x0, y0] = polygon[i];
    const [x1, y1] = polygon[(i + 1) % polygon.length];
    const side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0);
    const within = (x - x0) * (x - x1) <= 0 && (y - y0) * (y - y1) <= 0;
    if (side === 0 && within) return 0;
    if (y0 <= y && y1 > y && side > 0) winding++;
    if (y0 > y && y1 <= y && side < 0) winding--;
  }
  return winding === 0 ? -1 : 1;
}

const dense = (polygons: readonly Polygon[], covers: (polygon: Polygon, x: number, y: number) => boolean) =>
  Uint8Array.from({ length: SIZE * SIZE }, (_, i) =>
    polygons.some((polygon) => covers(polygon, i % SIZE, Math.floor(i / SIZE))) ? 1 : 0,
  );

describe('the raster of a layout', () => {
  it('is, closed, every lattice point in a polygon or on its boundary', () => {
    const law = fc.property(layouts, (layout) => {
      const expected = dense(layout.polygons, (polygon, x, y) => place(polygon, x, y) >= 0);
      expect(rasterize(layout, SIZE, 'closed')).toEqual(expected);
    });
    fc.assert(law, { seed: 42, numRuns: 300 });
  });

  it('is, half-open, every pixel whose middle lies in a polygon', () => {
    const law = fc.property(layouts, (layout) => {
      const raster = rasterize(layout, SIZE, 'half-open');
      // a middle on a slanted edge belongs to neither side
      const expected = raster.map((value, i) => {
        const where = layout.polygons.map((polygon) => place(polygon, (i % SIZE) + 0.5, Math.floor(i / SIZE) + 0.5));
        return where.includes(0) ? value : Number(where.includes(1));
      });
      expect(raster).toEqual(expected);
    });
    fc.assert(law, { seed: 42, numRuns: 200 });
  });

  it.each([
    ['closed', 5 * 4],
    ['half-open', 4 * 3],
  ] as const)('covers of a bar of 4 by 3, %s, %i pixels', (rule, pixels) => {
    const bar = { polygons: [[2, 3] as const, [6, 3] as const, [6, 6] as const, [2, 6] as const] };
    const raster = rasterize({ polygons: [bar.polygons] }, SIZE, rule);
    expect(raster.reduce((sum, value) => sum + value, 0)).toBe(pixels);
    expect(raster[3 * SIZE + 2]).toBe(1);
  });
});
