import { shadeMiddle, shadeSide } from './creases.js';
import { distanceToLine, distanceToPolygon, type Point, spline } from './curves.js';
import { POINTS } from './design.js';
import { type Bounds, evenLayer, lower } from './layer.js';
import { LAYOUT } from './layout.js';

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

const EYES_ROWS = [-22, 22] as const;
const LIPS: Bounds = [-45, 40, 45, 110];

const landmark = (i: number): Point => [LAYOUT[i], LAYOUT[POINTS + i]];
const outline = (points: readonly number[]): Point[] => spline(points.map(landmark), true);

function buildLayers(): SkinLayers {
  const distances = () => evenLayer(FAR);
  const amounts = () => evenLayer(0);
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
  lower(layers.outerLips, LIPS, (x, y) => distanceToPolygon(x, y, outer));
  lower(layers.innerLips, LIPS, (x, y) => distanceToPolygon(x, y, inner));
  for (const side of [-1, 1]) shadeSide(layers, side);
  shadeMiddle(layers);
  return layers;
}

function layEye({ eye, upperLid, lowerLid }: SkinLayers, side: number): void {
  const contour = outline(side < 0 ? [36, 37, 38, 39, 40, 41] : [45, 44, 43, 42, 47, 46]);
  const [left, right] = side < 0 ? [-62, -5] : [5, 62];
  const bounds: Bounds = [left, EYES_ROWS[0], right, EYES_ROWS[1]];
  lower(eye, bounds, (x, y) => distanceToPolygon(x, y, contour));
  // the lines of the lids follow the contour: three points of the upper lid, then the lower one back to the first
  const upper = contour.slice(0, 19);
  const under = [...contour.slice(18), contour[0]];
  lower(upperLid, bounds, (x, y) => distanceToLine(x, y, upper));
  lower(lowerLid, bounds, (x, y) => distanceToLine(x, y, under));
}

/** How far a brow reaches above and below its landmarks, from its outer end to its inner one. */
const BROW_ABOVE = [0.5, 1.8, 2.1, 2.1, 1.9];
const BROW_BELOW = [1.0, 2.6, 3.6, 4.3, 4.4];

function layBrow({ brow }: SkinLayers, side: number): void {
  const middle = (side < 0 ? [17, 18, 19, 20, 21] : [26, 25, 24, 23, 22]).map(landmark);
  const upper = middle.map(([x, y], k): Point => [x, y - BROW_ABOVE[k]]);
  const under = middle.map(([x, y], k): Point => [x, y + BROW_BELOW[k]]).reverse();
  const polygon = [...spline(upper, false), ...spline(under, false)];
  lower(brow, [side < 0 ? -78 : 0, -44, side < 0 ? 0 : 78, 6], (x, y) => distanceToPolygon(x, y, polygon));
}
