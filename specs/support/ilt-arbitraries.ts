import fc from 'fast-check';
import { type Layout, type Polygon, rectangle } from '../../src/ilt/layout/layout.js';

const coordinate = fc.integer({ min: -20, max: 40 });
const extent = fc.integer({ min: 1, max: 30 });

const bars: fc.Arbitrary<Polygon> = fc
  .tuple(coordinate, coordinate, extent, extent)
  .map(([x, y, width, height]) => rectangle([x, y], width, height));

/** A staircase from its upper left corner, on a side that may be slanted. */
const stairs: fc.Arbitrary<Polygon> = fc
  .tuple(
    coordinate,
    coordinate,
    fc.array(fc.tuple(extent, extent), { minLength: 1, maxLength: 4 }),
    fc.nat(9),
    fc.boolean(),
  )
  .map(([x, y, steps, slant, reversed]) => {
    const corners: [number, number][] = [[x, y]];
    let [right, down] = [x, y];
    for (const [dx, dy] of steps) {
      right += dx;
      corners.push([right, down]);
      down += dy;
      corners.push([right, down]);
    }
    corners.push([x - slant, down]);
    return reversed ? corners.reverse() : corners;
  });

/** Layouts of bars and staircases, some of them over the edge of a field of 32. */
export const layouts: fc.Arbitrary<Layout> = fc
  .array(fc.oneof(bars, stairs), { minLength: 1, maxLength: 4 })
  .map((polygons) => ({ polygons }));
