import type { State } from '../solver.js';
import type { Images } from './images.js';
import { openFaceCsv } from './openface-csv.js';
import type { Fit, Schedule } from './schedule.js';
import { type Complete, listed } from './settings.js';
import { GLOBAL, landmarksOf } from './shape.js';
import { memoryOf } from './state.js';

/**
 * What a run came to: `landmarks.csv` in OpenFace's columns, `params.json` that another run can start from, and
 * `metrics.json`. They hold the fits that are complete, or the one under way where none is.
 */
export function resultsOf(
  { iteration, values }: State,
  settings: Complete,
  { model: { pdm } }: Schedule,
  images: Images,
): Record<string, Uint8Array> {
  const { fits, best, params, position } = memoryOf(values);
  const current = position.part === 0 ? { ...best, params, success: 1 } : best;
  const shown: readonly Fit[] = fits.length > 0 ? fits : [current];
  const { width, height } = images.at(shown.length - 1);
  const [fx, fy, cx, cy] = settings.camera === undefined ? [] : listed(settings.camera);
  const camera = settings.camera === undefined ? undefined : { fx, fy, cx, cy };
  const newest = shown[shown.length - 1];
  const landmarks = landmarksOf(pdm, newest.params);
  return {
    'landmarks.csv': text(openFaceCsv(shown, { pdm, width, height, camera, isSequence: images.count > 1 })),
    'params.json': json({
      params_global: [...newest.params.subarray(0, GLOBAL)],
      params_local: [...newest.params.subarray(GLOBAL)],
    }),
    'metrics.json': json({
      iterations: iteration,
      frames: fits.length,
      failed: fits.filter(({ success }) => success === 0).length,
      likelihood: newest.likelihood,
      ...(images.truth && errorsOf(landmarks, images.truth)),
    }),
  };
}

/** The mean distance of landmarks from the truth, in pixels and in percent of that between the eyes' outer corners. */
function errorsOf(
  landmarks: Float64Array,
  truth: Float64Array,
): { error_px: number; error_percent_interocular: number } {
  const n = truth.length / 2;
  const apart = (a: Float64Array, i: number, b: Float64Array, j: number) =>
    Math.hypot(a[i] - b[j], a[n + i] - b[n + j]);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += apart(landmarks, i, truth, i);
  return { error_px: sum / n, error_percent_interocular: (100 * sum) / n / apart(truth, 36, truth, 45) };
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const json = (content: object): Uint8Array => text(`${JSON.stringify(content, null, 2)}\n`);
