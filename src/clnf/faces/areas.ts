import { extent, GLOBAL, project, shapeInSpace } from '../shape.js';
import { MIRROR, POINTS } from './design.js';
import type { Pcg32 } from './pcg32.js';
import { PATCH, type ScaleRecipe } from './recipe.js';
import { shapeModel } from './shape-model.js';
import type { TrainingFace } from './training-faces.js';

/** The rotation and scale from the image to the reference frame: (x, y) stands for [x, -y, y, x]. */
export type Turn = readonly [x: number, y: number];

const WEIGHTS = PATCH * PATCH;

/** The similarity from the image to the reference frame as a fit may hold it: that of a bare box, or a slightly wrong one. */
export function roughTurn(face: TrainingFace, recipe: ScaleRecipe, rng: Pcg32): Turn {
  const { pdm } = shapeModel();
  const size = (values: Float64Array) =>
    [0, POINTS].map((from) => {
      const [low, high] = extent(values, from, POINTS);
      return high - low;
    });
  if (rng.uniform() < recipe.fromBox) {
    const [width, height] = size(face.landmarks);
    const [meanWidth, meanHeight] = size(pdm.mean);
    return [recipe.scale / (0.5 * (width / meanWidth + height / meanHeight) * Math.exp(rng.normal(0, 0.05))), 0];
  }
  const [x, y] = alignment(face.landmarks, referenceOf(face, recipe.scale));
  const angle = (rng.normal(0, recipe.rotation) * Math.PI) / 180;
  const factor = Math.exp(rng.normal(0, recipe.size));
  return [factor * (x * Math.cos(angle) - y * Math.sin(angle)), factor * (x * Math.sin(angle) + y * Math.cos(angle))];
}

/** The face's shape seen from the front at a scale: [2, 68]. */
function referenceOf({ params, isMirrored }: TrainingFace, scale: number): Float64Array {
  const frontal = new Float64Array(GLOBAL);
  frontal[0] = scale;
  const reference = project(shapeInSpace(shapeModel().pdm, params), frontal);
  if (!isMirrored) return reference;
  return reference.map((_, i) => (i < POINTS ? -reference[MIRROR[i]] : reference[POINTS + MIRROR[i - POINTS]]));
}

/** The least-squares rotation of one centred set of landmarks to another, times the ratio of their sizes. */
function alignment(from: Float64Array, to: Float64Array): Turn {
  const [fx, fy, tx, ty] = [mean(from, 0), mean(from, POINTS), mean(to, 0), mean(to, POINTS)];
  let [cosine, sine, fromSize, toSize] = [0, 0, 0, 0];
  for (let i = 0; i < POINTS; i++) {
    const [x, y, u, v] = [from[i] - fx, from[POINTS + i] - fy, to[i] - tx, to[POINTS + i] - ty];
    cosine += x * u + y * v;
    sine += x * v - y * u;
    fromSize += x * x + y * y;
    toSize += u * u + v * v;
  }
  const scale = Math.sqrt(toSize / fromSize);
  const length = Math.hypot(cosine, sine);
  return [(scale * cosine) / length, (scale * sine) / length];
}

function mean(values: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < from + POINTS; i++) sum += values[i];
  return sum / POINTS;
}

/** The area of interest around (x, y) of an image, sampled in the reference frame: [side, side]. */
export function cutArea(face: TrainingFace, x: number, y: number, [ax, ay]: Turn, side: number): Float32Array {
  const { width, height, gray } = face;
  const square = ax * ax + ay * ay;
  const [bx, by] = [ax / square, -ay / square];
  const center = (side - 1) / 2;
  const at = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < width && row < height ? gray[row * width + column] : 0;
  const area = new Float32Array(side * side);
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      const sampleX = x + bx * (u - center) - by * (v - center);
      const sampleY = y + by * (u - center) + bx * (v - center);
      const [left, top] = [Math.floor(sampleX), Math.floor(sampleY)];
      const [fx, fy] = [sampleX - left, sampleY - top];
      area[v * side + u] =
        (1 - fy) * ((1 - fx) * at(left, top) + fx * at(left + 1, top)) +
        fy * ((1 - fx) * at(left, top + 1) + fx * at(left + 1, top + 1));
    }
  }
  return area;
}

/** Writes the patch at a position of an area, less its mean and of length 1, in single precision as it is kept. */
export function cutPatch(area: Float32Array, side: number, x: number, y: number, to: Float32Array, at: number): void {
  let sum = 0;
  for (let row = 0; row < PATCH; row++) {
    for (let column = 0; column < PATCH; column++) {
      const value = area[(y + row) * side + x + column];
      to[at + row * PATCH + column] = value;
      sum += value;
    }
  }
  const average = sum / WEIGHTS;
  let square = 0;
  for (let k = at; k < at + WEIGHTS; k++) {
    to[k] -= average;
    square += to[k] * to[k];
  }
  const factor = square > 0 ? 1 / Math.sqrt(square) : 1;
  for (let k = at; k < at + WEIGHTS; k++) to[k] *= factor;
}
