import { InputError } from '../errors.js';
import type { Window } from './engine.js';
import type { FaceModel, LandmarkModel } from './model/model.js';
import type { Schedule } from './schedule.js';
import { type Complete, listed } from './settings.js';

/** What OpenFace calls the parameters of a fit. */
export interface FitSettings {
  /** Sides of the windows by scale; 0 leaves a scale out. */
  readonly windows: readonly number[];
  readonly sigma: number;
  readonly regularization: number;
  readonly weight: number;
  /** The most iterations of a stage by scale; the last holds for the scales that follow. */
  readonly iterations: readonly number[];
  /** Whether the three are adapted to the scale ("refine_parameters"). */
  readonly adapt: boolean;
}

/** OpenFace's settings of a part's fit, by the part's name. */
export const PART_SETTINGS: Readonly<Record<string, FitSettings>> = {
  inner: { windows: [9], sigma: 1.75, regularization: 2.5, weight: 2.5, iterations: [5], adapt: false },
  left_eye_28: { windows: [3, 5, 9], sigma: 1, regularization: 0.5, weight: 0, iterations: [5], adapt: false },
  right_eye_28: { windows: [3, 5, 9], sigma: 1, regularization: 0.5, weight: 0, iterations: [5], adapt: false },
};

/** The windows of a fit of one model, in order. */
export function windowsOf(model: number, { scales }: LandmarkModel, settings: FitSettings): Window[] {
  return scales.flatMap((_, scale) => {
    const side = settings.windows[scale] ?? 0;
    if (side === 0) return [];
    // OpenFace takes the third scale for all that follow
    const octaves = settings.adapt ? Math.log(scales[Math.min(scale, 2)].scale / 0.25) / Math.LN2 : 0;
    const regularization = settings.regularization - 15 * octaves;
    return {
      model,
      scale,
      side,
      regularization: regularization > 0 ? regularization : 0.001,
      sigma: settings.sigma + 0.25 * octaves,
      weight: settings.weight * (1 + 2 * octaves),
      iterations: settings.iterations[Math.min(scale, settings.iterations.length - 1)],
    };
  });
}

/** The schedule of a run. Throws InputError for a part whose settings are not known, and where no window is left. */
export function scheduleOf(
  settings: Complete,
  model: FaceModel,
  starts: readonly Float64Array[],
  frames: number,
): Schedule {
  const { sigma, reg: regularization, weight, adapt } = settings;
  const iterations = listed(settings.iterations_per_window);
  const face = (name: 'windows' | 'video_windows') => {
    const windows = windowsOf(0, model, {
      windows: listed(settings[name]),
      sigma,
      regularization,
      weight,
      iterations,
      adapt,
    });
    if (windows.length > 0) return windows;
    throw new InputError(
      `setting ${name}=${settings[name]}: expected a window for one of the model's ${model.scales.length} scales`,
    );
  };
  const parts = (settings.parts ? model.parts : []).map((part, i) => {
    const known = Object.hasOwn(PART_SETTINGS, part.name) ? PART_SETTINGS[part.name] : undefined;
    if (known !== undefined) return windowsOf(i + 1, part, known);
    const names = Object.keys(PART_SETTINGS).join(', ');
    throw new InputError(`setting model: part ${part.name}: expected one of ${names}; or --set parts=false`);
  });
  return {
    model,
    first: face('windows'),
    later: frames > 1 ? face('video_windows') : [],
    parts,
    smallestChange: settings.stop_change,
    starts,
    frames,
  };
}
