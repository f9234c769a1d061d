/** A position in whole nanometres, x to the right and y down. */
export type Corner = readonly [x: number, y: number];

/** The corners of a simple polygon in order, in either sense; the last is joined to the first. */
export type Polygon = readonly Corner[];

/** One layer of a chip: what is in any of the polygons is to print. */
export interface Layout {
  readonly polygons: readonly Polygon[];
}

/** The smallest rectangle that holds something, its ends included. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The rectangle from `corner` over a width and a height, in nanometres. */
export const rectangle = ([x, y]: Corner, width: number, height: number): Polygon => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

/** The box around all polygons of a layout that has some. */
export function boundingBox({ polygons }: Layout): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of polygons.flat()) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

const mapped = ({ polygons }: Layout, corner: (corner: Corner) => Corner): Layout => ({
  polygons: polygons.map((polygon) => polygon.map(corner)),
});

export const translated = (layout: Layout, dx: number, dy: number): Layout =>
  mapped(layout, ([x, y]) => [x + dx, y + dy]);

/** Every coordinate divided by `factor` and rounded down, as OpenILT reads a layout for coarser pixels. */
export const coarsened = (layout: Layout, factor: number): Layout =>
  mapped(layout, ([x, y]) => [Math.floor(x / factor), Math.floor(y / factor)]);

/**
 * A layout with its box in the middle of a field of `size` by `size`; where the room is odd, the left and the top have the
 * smaller part. A layout larger than the field reaches over its edges on all sides alike. Source: OpenILT, `glp.py`.
 */
export function centered(layout: Layout, size: number): Layout {
  const { left, top, right, bottom } = boundingBox(layout);
  const margin = (extent: number) => Math.floor((size - extent) / 2);
  return translated(layout, margin(right - left) - left, margin(bottom - top) - top);
}
