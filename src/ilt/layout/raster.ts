import type { Layout, Polygon } from './layout.js';

/**
 * Which pixels a polygon covers. `closed`: those whose lattice point (x, y) lies in it or on its boundary, so that a bar of
 * width w covers w + 1 pixels, as OpenCV's fillPoly does and OpenILT with it. `half-open`: those whose middle
 * (x + 1/2, y + 1/2) lies in it, which gives every shape its own area, as the contest's figures have it.
 */
export type RasterRule = 'closed' | 'half-open';

/** A layout on pixels of one nanometre: [size, size], 1 where a polygon covers the pixel. What lies outside is cut off. */
export function rasterize(layout: Layout, size: number, rule: RasterRule = 'closed'): Uint8Array {
  const raster = new Uint8Array(size * size);
  for (const polygon of layout.polygons) {
    const ys = polygon.map(([, y]) => y);
    const first = Math.max(0, Math.min(...ys));
    const last = Math.min(size - 1, Math.max(...ys));
    for (let y = first; y <= last; y++) {
      if (rule === 'half-open') {
        fill(raster, size, y, crossings(polygon, y + 0.5, 'below'), 0.5);
      } else {
        // what touches the row from above and what touches it from below: together they hold every point of the boundary
        fill(raster, size, y, crossings(polygon, y, 'above'), 0);
        fill(raster, size, y, crossings(polygon, y, 'below'), 0);
      }
    }
  }
  return raster;
}

/** Where the edges that begin or go on above (below) a height cross it, ascending. */
function crossings(polygon: Polygon, y: number, part: 'above' | 'below'): number[] {
  const found: number[] = [];
  for (let i = 0; i < polygon.length; i++) {
    const a = polygon[i];
    const b = polygon[i + 1 === polygon.length ? 0 : i + 1];
    const [[x0, y0], [x1, y1]] = a[1] < b[1] ? [a, b] : [b, a];
    if (part === 'above' ? y0 < y && y <= y1 : y0 <= y && y < y1) found.push(x0 + ((y - y0) * (x1 - x0)) / (y1 - y0));
  }
  return found.sort((a, b) => a - b);
}

/** Sets the pixels between each pair of crossings; `offset` is where in a pixel its sample lies. */
function fill(raster: Uint8Array, size: number, y: number, xs: readonly number[], offset: number): void {
  for (let i = 0; i < xs.length; i += 2) {
    const begin = Math.max(0, Math.ceil(xs[i] - offset));
    const end = Math.min(size - 1, Math.floor(xs[i + 1] - offset));
    if (begin <= end) raster.fill(1, y * size + begin, y * size + end + 1);
  }
}
