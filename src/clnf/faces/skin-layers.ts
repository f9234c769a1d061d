import { distanceToLine, distanceToPolygon, type Point, spline } from './curves.js';
import { POINTS } from './design.js';
import { BOTTOM, LAYOUT, LEFT, OPEN, RIGHT, TOP } from './head.js';

/** Distance of the samples in the layout, in mm. */
const STEP = 0.5;
const WIDTH = Math.round((RIGHT - LEFT) / STEP) + 1;
const HEIGHT = Math.round((BOTTOM - TOP) / STEP) + 1;
/** What stands for far away, in mm. */
const FAR = 20;

/** What the skin is painted from, over the canonical layout. Distances are in mm, negative inside. */
export interface SkinLayers {
  readonly eye: Float32Array;
  readonly upperLid: Float32Array;
  readonly lowerLid: Float32Array;
  readonly brow: Float32Array;
  readonly outerLips: Float32Array;
  readonly innerLips: Float32Array;
  /** Creases, nostrils and shadows. */
  readonly dark: Float32Array;
  readonly light: Float32Array;
}

let known: SkinLayers | undefined;

/** The layers, worked out once a process. */
export function skinLayers(): SkinLayers {
  known ??= buildLayers();
  return known;
}

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

type Bounds = readonly [left: number, top: number, right: number, bottom: number];
const EYES_ROWS = [-22, 22] as const;
const LIPS: Bounds = [-45, 40, 45, 110];

const landmark = (i: number): Point => [LAYOUT[i], LAYOUT[POINTS + i]];
const outline = (points: readonly number[]): Point[] => spline(points.map(landmark), true);

function buildLayers(): SkinLayers {
  const distances = () => new Float32Array(WIDTH * HEIGHT).fill(FAR);
  const amounts = () => new Float32Array(WIDTH * HEIGHT);
  const layers: SkinLayers = {
    eye: distances(),
    upperLid: distances(),
    lowerLid: distances(),
    brow: distances(),
    outerLips: distances(),
    innerLips: distances(),
    dark: amounts(),
    light: amounts(),
  };
  for (const side of [-1, 1]) {
    layEye(layers, side);
    layBrow(layers, side);
  }
  const outer = outline([48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
  const inner = outline([60, 61, 62, 63, 64, 65, 66, 67]);
  nearest(layers.outerLips, LIPS, (x, y) => distanceToPolygon(x, y, outer));
  nearest(layers.innerLips, LIPS, (x, y) => distanceToPolygon(x, y, inner));
  for (const side of [-1, 1]) shadeSide(layers, side);
  shadeMiddle(layers);
  return layers;
}

function layEye({ eye, upperLid, lowerLid }: SkinLayers, side: number): void {
  const contour = outline(side < 0 ? [36, 37, 38, 39, 40, 41] : [45, 44, 43, 42, 47, 46]);
  const [left, right] = side < 0 ? [-62, -5] : [5, 62];
  const bounds: Bounds = [left, EYES_ROWS[0], right, EYES_ROWS[1]];
  nearest(eye, bounds, (x, y) => distanceToPolygon(x, y, contour));
  // the lines of the lids follow the contour: three points of the upper lid, then the lower one back to the first
  const upper = contour.slice(0, 19);
  const lower = [...contour.slice(18), contour[0]];
  nearest(upperLid, bounds, (x, y) => distanceToLine(x, y, upper));
  nearest(lowerLid, bounds, (x, y) => distanceToLine(x, y, lower));
}

/** How far a brow reaches above and below its landmarks, from its outer end to its inner one. */
const BROW_ABOVE = [0.5, 1.8, 2.1, 2.1, 1.9];
const BROW_BELOW = [1.0, 2.6, 3.6, 4.3, 4.4];

function layBrow({ brow }: SkinLayers, side: number): void {
  const middle = (side < 0 ? [17, 18, 19, 20, 21] : [26, 25, 24, 23, 22]).map(landmark);
  const upper = middle.map(([x, y], k): Point => [x, y - BROW_ABOVE[k]]);
  const lower = middle.map(([x, y], k): Point => [x, y + BROW_BELOW[k]]).reverse();
  const polygon = [...spline(upper, false), ...spline(lower, false)];
  nearest(brow, [side < 0 ? -78 : 0, -44, side < 0 ? 0 : 78, 6], (x, y) => distanceToPolygon(x, y, polygon));
}

/** Creases and shadows of one half of the face. */
function shadeSide({ dark, light }: SkinLayers, s: number): void {
  const line = (points: readonly Point[]) => points.map(([x, y]): Point => [s * x, y]);
  // the nostril, whose lower inner rim is at landmarks 32 and 34
  addBlob(dark, s * 7.4, 41.4, 3.3, 1.5, 1.0, s * 0.35);
  // the crease of the wing, through 31 and 35
  addLine(
    dark,
    line([
      [13.5, 29],
      [16.8, 33.5],
      [16.6, 38.5],
      [13.5, 41.2],
    ]),
    0.9,
    0.45,
  );
  // the fold from the nose to the mouth
  addLine(
    dark,
    line([
      [17, 38],
      [24, 48],
      [29.5, 60],
      [31, 70],
    ]),
    1.8,
    0.13,
  );
  // the crease above the lid, and the shadow under the eye
  addLine(
    dark,
    line([
      [47, -4],
      [38, -9.4],
      [27, -9.6],
      [17, -3.5],
    ]),
    0.8,
    0.22,
  );
  addLine(
    dark,
    line([
      [15, 4.5],
      [25, 11],
      [37, 11.5],
      [45, 6],
    ]),
    1.6,
    0.08,
  );
  // the eye's socket, and the side of the nose's bridge
  addBlob(dark, s * 14.5, -4, 4.5, 6.5, 0.22);
  addBlob(dark, s * 10, 6, 3.2, 9, 0.13);
  // the corners of the mouth and of the eye
  addBlob(dark, s * 27, 72, 2.4, 2.8, 0.26);
  addBlob(dark, s * 16, 0.8, 1.6, 1.2, 0.18);
  addLine(
    light,
    line([
      [3.2, 48],
      [3.4, 57],
    ]),
    0.9,
    0.1,
  );
}

function shadeMiddle({ dark, light }: SkinLayers): void {
  // the base of the nose, through landmarks 31 to 35
  addLine(
    dark,
    [
      [-12, 42.6],
      [-7, 44],
      [0, 45.6],
      [7, 44],
      [12, 42.6],
    ],
    0.9,
    0.42,
  );
  addBlob(dark, 0, 51, 1.8, 3.6, 0.16);
  addBlob(dark, 0, 86 + OPEN, 13, 2.6, 0.2);
  addBlob(dark, 0, 49, 13, 3, 0.1);
  addLine(
    light,
    [
      [0, -2],
      [0, 14],
      [0, 28],
    ],
    2.4,
    0.07,
  );
  addBlob(light, 0, 31, 4, 3.5, 0.08);
}

/** Lowers a layer to a function where that is smaller, within bounds. */
function nearest(
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
function addBlob(
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
function addLine(layer: Float32Array, points: readonly Point[], deviation: number, amount: number): void {
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
