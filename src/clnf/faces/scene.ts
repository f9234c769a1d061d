import { extent } from '../shape.js';
import type { Box } from '../start.js';
import type { GrayImage } from '../warp.js';
import { POINTS } from './design.js';
import { type Range, randomFace } from './look.js';
import { Pcg32 } from './pcg32.js';
import { renderFace } from './render.js';
import { rounded } from './training-faces.js';

/** A rendered face with what a fit starts from and is held against. */
export interface Scene {
  readonly image: GrayImage;
  /** Exact: [2, 68] in pixels. */
  readonly landmarks: Float64Array;
  /** Where a detector might find the face. */
  readonly box: Box;
}

/** Faces that no model was trained on: anywhere in what the model is for. */
export const HELD_OUT: Range = { yaw: 25, pitch: 15, roll: 20, face: [80, 250] };
/** Faces that look ahead. */
export const AHEAD: Range = { yaw: 12, pitch: 8, roll: 8, face: [160, 190] };

/** Seeds from here on are of no training face. */
const FACES = 900_000;
const BOXES = 950_000;

/** Deviations of the box: its place in its own sizes, and the logarithm of its sizes. */
const PLACE = 0.04;
const SIZE = 0.06;

/** The held-out face of a number, in an 8-bit image, and its box, which is misplaced at random. */
export function sceneOf(number: number, range: Range): Scene {
  const { width, height, gray, landmarks } = renderFace(randomFace(FACES + number, range));
  const rng = new Pcg32(BOXES + number);
  const [left, right] = extent(landmarks, 0, POINTS);
  const [top, bottom] = extent(landmarks, POINTS, POINTS);
  const boxWidth = (right - left) * Math.exp(rng.normal(0, SIZE));
  const boxHeight = (bottom - top) * Math.exp(rng.normal(0, SIZE));
  const x = (left + right) / 2 + rng.normal(0, PLACE) * (right - left);
  const y = (top + bottom) / 2 + rng.normal(0, PLACE) * (bottom - top);
  const thousandth = (value: number) => Number(value.toFixed(3));
  return {
    image: { width, height, data: rounded(gray) },
    landmarks,
    box: {
      x: thousandth(x - boxWidth / 2),
      y: thousandth(y - boxHeight / 2),
      width: thousandth(boxWidth),
      height: thousandth(boxHeight),
    },
  };
}
