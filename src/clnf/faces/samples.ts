import { areaSide } from '../warp.js';
import { cutArea, cutPatch, roughTurn } from './areas.js';
import { POINTS } from './design.js';
import type { Pcg32 } from './pcg32.js';
import { FAR, PATCH, type ScaleRecipe, WINDOW } from './recipe.js';
import type { TrainingFace } from './training-faces.js';

const WEIGHTS = PATCH * PATCH;
/** Positions of a window that are trained with: nine at the landmark, and some away from it. */
const MOST_POSITIONS = 9 + FAR;
/** The middle of a window. */
export const MIDDLE = (WINDOW - 1) / 2;
/** One face in so many is kept for validation, up to a limit. */
const VALIDATION = 8;
const MOST_VALIDATION = 90;
/** Deviation of the bell that a response map should be, and of the sharper one that its peak is trained with, in pixels. */
const NEAR_DEVIATION = 0.8;

/** Patches around one landmark, window by window. */
export interface Samples {
  /** Of each window, where its first patch is, and how many it has. */
  readonly starts: readonly number[];
  readonly counts: readonly number[];
  /** Normalized patches, one after the other. */
  readonly patches: Float32Array;
  /** What the response should be. */
  readonly responses: Float64Array;
  /** The share of the window's peak: they sum to 1 over a window. */
  readonly peaks: Float64Array;
  /** How many positions of the window a patch stands for. */
  readonly weights: Float64Array;
  readonly count: number;
  /** Areas to validate with, and where in their windows the landmark is, from the middle. */
  readonly validation: readonly { readonly area: Float32Array; readonly x: number; readonly y: number }[];
}

/** Cuts the patches of a landmark from faces, a window each in which it lies anywhere. */
export function samplesOf(faces: readonly TrainingFace[], landmark: number, recipe: ScaleRecipe, rng: Pcg32): Samples {
  const side = areaSide(WINDOW, PATCH);
  const most = faces.length * MOST_POSITIONS;
  const patches = new Float32Array(most * WEIGHTS);
  const [responses, peaks, weights] = [0, 1, 2].map(() => new Float64Array(most));
  const starts: number[] = [];
  const counts: number[] = [];
  const validation: { area: Float32Array; x: number; y: number }[] = [];
  let count = 0;
  for (const [k, face] of faces.entries()) {
    const turn = roughTurn(face, recipe, rng);
    const [x, y] = [rng.uniform(-MIDDLE, MIDDLE), rng.uniform(-MIDDLE, MIDDLE)];
    const square = turn[0] * turn[0] + turn[1] * turn[1];
    const area = cutArea(
      face,
      face.landmarks[landmark] - (turn[0] * x + turn[1] * y) / square,
      face.landmarks[POINTS + landmark] - (-turn[1] * x + turn[0] * y) / square,
      turn,
      side,
    );
    if (k % VALIDATION === VALIDATION - 1) {
      if (validation.length < MOST_VALIDATION) validation.push({ area, x, y });
      continue;
    }
    const first = count;
    const taken = new Uint8Array(WINDOW * WINDOW);
    let total = 0;
    const add = (column: number, row: number, weight: number, isNear: boolean) => {
      cutPatch(area, side, column, row, patches, count * WEIGHTS);
      const [dx, dy] = [column - MIDDLE - x, row - MIDDLE - y];
      const distance = dx * dx + dy * dy;
      responses[count] = Math.exp(-distance / 2);
      peaks[count] = isNear ? Math.exp(-distance / (2 * NEAR_DEVIATION * NEAR_DEVIATION)) : 0;
      total += peaks[count];
      weights[count] = weight;
      taken[row * WINDOW + column] = 1;
      count++;
    };
    const [nearX, nearY] = [Math.round(x) + MIDDLE, Math.round(y) + MIDDLE];
    for (let row = nearY - 1; row <= nearY + 1; row++) {
      for (let column = nearX - 1; column <= nearX + 1; column++) {
        if (column >= 0 && row >= 0 && column < WINDOW && row < WINDOW) add(column, row, 1, true);
      }
    }
    const weight = (WINDOW * WINDOW - (count - first)) / FAR;
    for (let far = 0; far < FAR; ) {
      const column = rng.below(WINDOW);
      const row = rng.below(WINDOW);
      if (taken[row * WINDOW + column] === 1) continue;
      add(column, row, weight, false);
      far++;
    }
    for (let i = first; i < count; i++) peaks[i] /= total;
    starts.push(first);
    counts.push(count - first);
  }
  return { starts, counts, patches, responses, peaks, weights, count, validation };
}
