import { analyze, synthesize } from '../../../src/ilt/imaging/index.js';
import { lossOf } from '../../../src/ilt/recipe/loss.js';
import { print } from '../../../src/ilt/recipe/problem.js';
import type { KnownFault } from '../fault.js';
import { byChange } from './changing.js';
import { conjugated, imagedBy, scaled, shifted, transposed, unweighted } from './kernels.js';
import type { Change, IltScene } from './scenes.js';

type Known = KnownFault<IltScene>;

const simple = (id: string, does: string, origin: string, stage: string, change: Change, scene = 'simple'): Known =>
  byChange({ id, does, origin, scene }, stage, change);

const DOSES = 'dose on the wrong side';

/** Faults of imaging and printing. */
export const RECIPE_IMAGES: readonly Known[] = [
  simple('ilt/kernels-conjugated', 'images by the conjugates of the kernels', 'conjugate of kernels', 'diffract', {
    parts: { imagingOf: imagedBy(conjugated) },
  }),
  simple('ilt/kernels-transposed', 'images by the transposes of the kernels', 'transpose of kernels', 'diffract', {
    parts: { imagingOf: imagedBy(transposed) },
  }),
  simple('ilt/kernels-fewer', 'images by one kernel less', 'kernel count of another set', 'scatter', {
    parts: {
      imagingOf: imagedBy((set) => ({
        ...set,
        weights: set.weights.map((value, i) => (i === set.weights.length - 1 ? 0 : value)),
      })),
    },
  }),
  simple('ilt/kernels-unweighted', 'gives all kernels the weight 1', 'scales left in their file', 'scatter', {
    parts: { imagingOf: imagedBy(unweighted) },
  }),
  simple('ilt/fft-backward', 'divides by N on the way out, not on the way in', 'wrong FFT normalisation', 'diffract', {
    parts: { analyze: (image, basis) => scaled(analyze(image, basis), 32) },
  }),
  simple('ilt/defocus-lost', 'images both corners in focus', 'one set of kernels for both', 'diffract', {
    problem: (problem) => ({
      ...problem,
      system: { ...problem.system, kernels: { ...problem.system.kernels, defocus: problem.system.kernels.focus } },
    }),
  }),
  simple('ilt/half-pixel', 'looks at the image half a pixel beside', 'half-pixel raster', 'aerial', {
    parts: { synthesize: (spectrum, basis) => synthesize(shifted(spectrum, basis.count), basis) },
  }),
  simple(
    'ilt/raster-half-open',
    'rasters the target half-open, where OpenILT closes it',
    'spec: the raster is one pixel larger than the areas',
    'loss',
    { settings: { raster: 'half-open' } },
    'layout',
  ),
  simple(
    'ilt/flare-forgotten',
    'images without stray light',
    'a system without its flare',
    'scatter',
    {
      problem: (problem) => ({ ...problem, system: { ...problem.system, flare: undefined } }),
    },
    'levels',
  ),
  simple(
    'ilt/flare-twice',
    'filters by the flare twice',
    'I_fl computed a second time',
    'scatter',
    {
      problem: ({ system, ...problem }) => ({
        ...problem,
        system: { ...system, flare: system.flare?.map((value) => value * value) },
      }),
    },
    'levels',
  ),
  simple('ilt/dose-once', 'multiplies the intensity by the dose, not by its square', 'missing d^2', 'resist', {
    parts: { print: (aerial, dose, steepness, threshold) => print(aerial, Math.sqrt(dose), steepness, threshold) },
  }),
  simple('ilt/doses-exchanged', 'gives the largest dose out of focus and the smallest in focus', DOSES, 'resist', {
    settings: { dose_max: 0.98, dose_min: 1.02 },
  }),
  simple('ilt/dose-on-threshold', 'multiplies the threshold by the dose', DOSES, 'resist', {
    parts: {
      print: (aerial, dose, steepness, threshold) => print(aerial, 1, steepness, dose * dose * threshold),
    },
  }),
  simple('ilt/threshold-on-print', "prints at the flare-aware program's 0.3", "spec: not OpenILT's 0.225", 'resist', {
    settings: { threshold: 0.3 },
  }),
  simple('ilt/steepness', "prints by the flare-aware program's slope of 10", "spec: not OpenILT's 50", 'resist', {
    settings: { steepness: 10 },
  }),
  simple('ilt/no-band', 'leaves the process band out of the loss', 'WeightPVBand 0', 'loss', {
    settings: { weight_band: 0 },
  }),
  simple(
    'ilt/one-corner',
    'counts the error of the outer corner alone',
    'corners summed by a loop that ends early',
    'loss',
    {
      parts: {
        lossOf: (inputs, recipe) => {
          const right = lossOf(inputs, recipe);
          const without = lossOf({ ...inputs, min: inputs.target }, { ...recipe, band: 0 });
          return { ...right, corners: without.corners };
        },
      },
    },
  ),
];
