import type { Inputs } from '../../subject.js';
import { kernelsOf, type Made, scatterOf, targetOf } from '../load.js';
import type { Kernels } from '../optics/index.js';
import type { AwareSettings } from '../settings.js';
import type { Target } from '../target.js';
import {
  type AwareModel,
  gaussianDiffraction,
  historicalFlare,
  identityDiffraction,
  physicalFlare,
  socsDiffraction,
} from './model.js';
import type { AwareRules } from './stages.js';
import { startOf } from './start.js';

/** What a branch of the flare-aware program is to solve. */
export interface AwareProblem {
  readonly target: Target;
  /** By which finished masks are measured, as OpenILT does it; the program's own optics are the model's. */
  readonly kernels: Kernels;
  readonly model: AwareModel;
  readonly rules: AwareRules;
  /** [size, size]. */
  readonly start: Float64Array;
  readonly precision: 'f32' | 'f64';
  readonly doses: { readonly doseMax: number; readonly doseMin: number };
}

/** Throws InputError. */
export function awareProblem(settings: Made<AwareSettings>, inputs: Inputs): AwareProblem {
  const target = targetOf(settings, inputs);
  const kernels = kernelsOf(settings, inputs);
  const { dose_max: doseMax, dose_min: doseMin, precision } = settings;
  return {
    target,
    kernels,
    model: modelOf(settings, kernels),
    rules: rulesOf(settings),
    start: startOf(settings, target, inputs),
    precision,
    doses: { doseMax, doseMin },
  };
}

function modelOf(settings: Made<AwareSettings>, { focus }: Kernels): AwareModel {
  const { size, flare, diffraction } = settings;
  const lens = {
    identity: identityDiffraction,
    gaussian: () => gaussianDiffraction(size),
    socs: () => socsDiffraction(focus, size),
  }[diffraction];
  const stray =
    flare === 'physical' ? physicalFlare(scatterOf(settings), size, focus.field) : historicalFlare(flare, size);
  return { size, diffraction: lens(), ...stray };
}

function rulesOf(settings: AwareSettings): AwareRules {
  const { theta, steepness, threshold, beta, mu, difference, lr } = settings;
  const { bin_weight: binWeight, sensitivity_every: sensitivityEvery, adam_eps: eps } = settings;
  return { theta, steepness, threshold, beta, mu, binWeight, difference, sensitivityEvery, rate: lr, eps };
}
