import { distanceToLine, type Point, spline } from './curves.js';
import { BOTTOM, LEFT, RIGHT, TOP } from './layout.js';

/** Distance of a layer's samples in the layout, in mm. */
const STEP = 0.5;
const WIDTH = Math.round((RIGHT - LEFT) / STEP) + 1;
const HEIGHT = Math.round((BOTTOM - TOP) / STEP) + 1;

/** A part of the layout, in mm. */
export type Bounds = readonly [left: number, top: number, right: number, bottom: number];

/** A layer over the whole layout that has one value everywhere. */
export const evenLayer = (value: number): Float32Array => new Float32Array(WIDTH * HEIGHT).fill(value);

/** A layer's value at a place of the layout, bilinear. */
export function layerAt(layer: Float32Array, u: number, v: number): number {
  const x = Math.max(0, Math.min(WIDTH - 1.001, (u - LEFT) / STEP));
  const y = Math.max(0, Math.min(HEIGHT - 1.001, (v - TOP) / STEP));
  const [column, row] = [x | 0, y | 0];
  const [fx, fy] = [x - column, y - row];
  const at = row * WIDTH + column;
  return (
    (layer[at] * (1 - fx) + layer[at + 1] * fx) * (1 - fy) +
    (layer[at + WIDTH] * (1 - fx) + layer[at + WIDTH + 1] * fx) * fy
  );
}

/** Lowers a layer to a function where that is smaller, within bounds. */
export function lower(
  layer: Float32Array,
  [left, top, right, bottom]: Bounds,
  distance: (x: number, y: number) => number,
): void {
  const [firstRow, lastRow] = [Math.floor((top - TOP) / STEP), Math.ceil((bottom - TOP) / STEP)];
  const [firstColumn, lastColumn] = [Math.floor((left - LEFT) / STEP), Math.ceil((right - LEFT) / STEP)];
  for (let row = Math.max(0, firstRow); row <= Math.min(HEIGHT - 1, lastRow); row++) {
    for (let column = Math.max(0, firstColumn); column <= Math.min(WIDTH - 1, lastColumn); column++) {
      const at = row * WIDTH + column;
      const value = distance(LEFT + column * STEP, TOP + row * STEP);
      if (value < layer[at]) layer[at] = value;
    }
  }
}

/** Adds a Gaussian of `amount` with deviations along its turned axes. */
export function addBlob(
  layer: Float32Array,
  x: number,
  y: number,
  deviationX: number,
  deviationY: number,
  amount: number,
  angle = 0,
): void {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const reach = 3 * Math.max(deviationX, deviationY);
  for (let sampleY = y - reach; sampleY <= y + reach; sampleY += STEP) {
    for (let sampleX = x - reach; sampleX <= x + reach; sampleX += STEP) {
      const column = Math.round((sampleX - LEFT) / STEP);
      const row = Math.round((sampleY - TOP) / STEP);
      if (column < 0 || row < 0 || column >= WIDTH || row >= HEIGHT) continue;
      const [dx, dy] = [LEFT + column * STEP - x, TOP + row * STEP - y];
      const p = (cosine * dx + sine * dy) / deviationX;
      const q = (-sine * dx + cosine * dy) / deviationY;
      layer[row * WIDTH + column] += amount * Math.exp(-0.5 * (p * p + q * q));
    }
  }
}

/** Adds a soft line of `amount`, of which `deviation` is the half width. */
export function addLine(layer: Float32Array, points: readonly Point[], deviation: number, amount: number): void {
  const line = spline(points, false);
  const xs = line.map(([x]) => x);
  const ys = line.map(([, y]) => y);
  const reach = 4 * deviation;
  const [left, right] = [Math.min(1e9, ...xs), Math.max(-1e9, ...xs)];
  const [top, bottom] = [Math.min(1e9, ...ys), Math.max(-1e9, ...ys)];
  const lastRow = Math.min(HEIGHT - 1, (bottom + reach - TOP) / STEP);
  const lastColumn = Math.min(WIDTH - 1, (right + reach - LEFT) / STEP);
  for (let row = Math.max(0, Math.floor((top - reach - TOP) / STEP)); row <= lastRow; row++) {
    for (let column = Math.max(0, Math.floor((left - reach - LEFT) / STEP)); column <= lastColumn; column++) {
      const share = distanceToLine(LEFT + column * STEP, TOP + row * STEP, line) / deviation;
      layer[row * WIDTH + column] += amount * Math.exp(-0.5 * (share * share));
    }
  }
}
