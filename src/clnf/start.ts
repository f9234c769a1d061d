import { jacobian } from './jacobian.js';
import { norm } from './measure.js';
import type { Pdm } from './model/model.js';
import { extent, GLOBAL, landmarksOf, project } from './shape.js';
import { normalEquations, regularized, solve } from './solve.js';
import { updated } from './update.js';

/** A rectangle around a face, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Angles = readonly [rx: number, ry: number, rz: number];
const FRONTAL: Angles = [0, 0, 0];

/**
 * The landmarks' box from the rectangle of dlib's HOG face detector, run on the image enlarged 1.3 times: factors that
 * OpenFace gives for that detector.
 */
export const boxOfHog = ({ x, y, width, height }: Box): Box => ({
  x: x + 0.0389 * width,
  y: y + 0.1278 * height,
  width: 0.9611 * width,
  height: 0.9388 * height,
});

/** Parameters [6 + m] of the mean shape, turned by the angles, that fills a box from cheek to cheek and from brows to chin. */
export function fromBox(pdm: Pdm, box: Box, angles: Angles = FRONTAL): Float64Array {
  const params = new Float64Array(GLOBAL + pdm.modes);
  params.set([1, ...angles]);
  const shape = project(pdm.mean, params);
  const [left, right] = extent(shape, 0, pdm.points);
  const [top, bottom] = extent(shape, pdm.points, pdm.points);
  const scale = (box.width / (right - left) + box.height / (bottom - top)) / 2;
  params[0] = scale;
  params[4] = box.x + box.width / 2 - (scale * (left + right)) / 2;
  params[5] = box.y + box.height / 2 - (scale * (top + bottom)) / 2;
  return params;
}

/** The most steps of {@link fromLandmarks}, and how many of them may bring next to nothing. */
const MOST_STEPS = 1000;
const PATIENCE = 3;

/**
 * Parameters [6 + m] whose landmarks come near the given ones, [2, n] in pixels: damped Gauss-Newton steps on the distances
 * and the modes' prior, until the third that lessens the distance by under 0.1 %. A landmark with x = 0 counts as missing.
 */
export function fromLandmarks(pdm: Pdm, landmarks: Float64Array): Float64Array {
  const n = pdm.points;
  const present = Uint8Array.from({ length: n }, (_, i) => (landmarks[i] === 0 ? 0 : 1));
  const chosen = Array.from(present.keys()).filter((i) => present[i] === 1);
  const seen = (values: Float64Array, from: number) => chosen.map((i) => values[from + i]);
  const box = (xs: number[], ys: number[]) => [extent(xs, 0, xs.length), extent(ys, 0, ys.length)];
  const [[left, right], [top, bottom]] = box(seen(landmarks, 0), seen(landmarks, n));
  const [[l, r], [t, b]] = box(seen(pdm.mean, 0), seen(pdm.mean, n));

  let params: Float64Array = new Float64Array(GLOBAL + pdm.modes);
  params[0] = ((right - left) / (r - l) + (bottom - top) / (b - t)) / 2;
  params[4] = (left + right) / 2;
  params[5] = (top + bottom) / 2;
  const residualsOf = (params: Float64Array) => {
    const shape = landmarksOf(pdm, params);
    return shape.map((value, i) => (present[i % n] === 1 ? landmarks[i] - value : 0));
  };
  let residuals = residualsOf(params);
  let error = norm(residuals);
  for (let step = 0, idle = 0; step < MOST_STEPS; step++) {
    const equations = normalEquations(jacobian(pdm, params, present, false), present, residuals);
    const update = solve(regularized(equations, params, pdm.variances, 1));
    params = updated(
      params,
      update.map((value) => 0.75 * value),
    );
    residuals = residualsOf(params);
    const next = norm(residuals);
    if (0.999 * error < next && ++idle === PATIENCE) break;
    error = next;
  }
  return params;
}
