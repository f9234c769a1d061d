import { MIRROR, POINTS } from './design.js';
import { randomFace } from './look.js';
import type { TrainingSet } from './recipe.js';
import { renderFace } from './render.js';

/** A rendered face as a trainer sees it. */
export interface TrainingFace {
  readonly width: number;
  readonly height: number;
  readonly gray: Uint8Array;
  /** [2, 68] in pixels. */
  readonly landmarks: Float64Array;
  /** [6 + 20], of the face before it was mirrored. */
  readonly params: Float64Array;
  readonly isMirrored: boolean;
}

/** The faces `from` to `to` - 1 of a set. */
export function trainingFaces({ seed, range }: TrainingSet, from: number, to: number): TrainingFace[] {
  return Array.from({ length: to - from }, (_, i) => {
    const face = randomFace(seed + from + i, range);
    const { width, height, gray, landmarks } = renderFace(face);
    return { width, height, gray: rounded(gray), landmarks, params: face.params, isMirrored: false };
  });
}

/** Gray values as an 8-bit image has them. */
export const rounded = (gray: Float32Array): Uint8Array => Uint8Array.from(gray, (value) => Math.round(value));

/** The face in a mirror. */
export function mirrored(face: TrainingFace): TrainingFace {
  const { width, height } = face;
  const gray = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) gray[y * width + x] = face.gray[y * width + width - 1 - x];
  }
  const landmarks = new Float64Array(2 * POINTS);
  for (let i = 0; i < POINTS; i++) {
    landmarks[i] = width - 1 - face.landmarks[MIRROR[i]];
    landmarks[POINTS + i] = face.landmarks[POINTS + MIRROR[i]];
  }
  return { ...face, gray, landmarks, isMirrored: true };
}
