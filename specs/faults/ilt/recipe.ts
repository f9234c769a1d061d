import { conjugateTransposes } from '../../../src/ilt/imaging/gradient.js';
import { analyze, blocks, type Spectrum, synthesize } from '../../../src/ilt/imaging/index.js';
import { lossOf } from '../../../src/ilt/recipe/loss.js';
import { type Parts, print, printSlope } from '../../../src/ilt/recipe/problem.js';
import { imagingOf } from '../../../src/ilt/system.js';
import type { Stage } from '../../../src/solver.js';
import type { Tensor } from '../../../src/tensor.js';
import { type KnownFault, mapped, numbers, replaced, stageFault, stateFault } from '../fault.js';
import { byChange, byStart } from './changing.js';
import type { Change, IltScene } from './scenes.js';

type Known = KnownFault<IltScene>;
type Kernels = Parameters<typeof imagingOf>[0];

const simple = (id: string, does: string, origin: string, stage: string, change: Change, scene = 'simple'): Known =>
  byChange({ id, does, origin, scene }, stage, change);

/** The imaging of other kernels. */
const imagedBy =
  (other: (set: Kernels) => Kernels): Parts['imagingOf'] =>
  (set, count, gradient) =>
    imagingOf(other(set), count, gradient);

const conjugated = (set: Kernels): Kernels => ({ ...set, im: set.im.map((value) => -value) });
const transposed = (set: Kernels): Kernels => conjugated({ ...set, ...conjugateTransposes(set) });
const unweighted = (set: Kernels): Kernels => ({ ...set, weights: new Float64Array(set.weights.length).fill(1) });

const scaled = ({ re, im, ...spectrum }: Spectrum, factor: number): Spectrum => ({
  ...spectrum,
  re: re.map((value) => factor * value),
  im: im.map((value) => factor * value),
});

/** A spectrum shifted by half a sample to the right and down. */
function shifted({ radius, re, im }: Spectrum, pixels: number): Spectrum {
  const side = 2 * radius + 1;
  const out = { radius, re: new Float64Array(re.length), im: new Float64Array(im.length) };
  for (let i = 0; i < re.length; i++) {
    const f = Math.floor(i / side) - radius + (i % side) - radius;
    const [c, s] = [Math.cos((-Math.PI * f) / pixels), Math.sin((-Math.PI * f) / pixels)];
    out.re[i] = re[i] * c - im[i] * s;
    out.im[i] = re[i] * s + im[i] * c;
  }
  return out;
}

const DOSES = 'dose on the wrong side';

/** Faults of imaging and printing. */
const FORWARD: readonly Known[] = [
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

/** Faults of the way back. */
const BACKWARD: readonly Known[] = [
  simple('ilt/missing-d2', 'leaves out one factor of the dose on the way back', "OpenILT's own gradients", 'develop', {
    settings: { gradient: 'openilt-exact' },
  }),
  simple(
    'ilt/slope-without-steepness',
    "forgets the resist's slope on the way back",
    'derivatives of sigma(x)',
    'develop',
    {
      parts: { printSlope: (z, derivative) => printSlope(z, derivative, 1) },
    },
  ),
  simple(
    'ilt/openilt-simple',
    "carries back by OpenILT's combined kernel",
    'spec: the simple pseudo-gradient',
    'adjoint',
    {
      settings: { gradient: 'openilt-simple' },
    },
  ),
  simple(
    'ilt/openilt-exact',
    "carries back by OpenILT's transposed conjugates",
    'spec: the exact pseudo-gradient',
    'adjoint',
    {
      settings: { gradient: 'openilt-exact' },
    },
  ),
  simple(
    'ilt/adjoint-unconjugated',
    'carries back by the kernels, not their conjugates',
    'conjugate of kernels',
    'adjoint',
    {
      parts: { imagingOf: imagedBy(conjugated) },
    },
  ),
  simple(
    'ilt/adjoint-normalisation',
    'divides by the number of pixels once too often',
    'wrong FFT normalisation',
    'adjoint',
    {
      parts: { analyze: (image, basis) => scaled(analyze(image, basis), 1 / 32) },
    },
  ),
  simple(
    'ilt/flare-not-carried-back',
    'carries back without stray light',
    'an adjoint that forgets a factor',
    'adjoint',
    {
      problem: (problem) => ({ ...problem, system: { ...problem.system, flare: undefined } }),
    },
    'levels',
  ),
  simple(
    'ilt/pool-not-carried-back',
    'gives the gradient of the means to the parameters',
    'an adjoint that forgets a factor',
    'gradient',
    {
      parts: { pool: (values) => values },
    },
    'levels',
  ),
  simple(
    'ilt/blocks-as-points',
    "leaves the blocks' width out of the mask's spectrum",
    "the block's Dirichlet factor",
    'diffract',
    {
      parts: {
        blocks: (grid, radius) => {
          const basis = blocks(grid, radius);
          return { ...basis, weights: new Float64Array(basis.weights.length).fill(basis.weights[0]) };
        },
      },
    },
    'levels',
  ),
];

/** The update of a recipe whose levels are changed. */
const levels = (id: string, does: string, origin: string, swap: Parameters<typeof stageFault<IltScene>>[2]): Known =>
  stageFault({ id, does, origin, scene: 'levels' }, 'update', swap);

const updateOf = (stages: readonly Stage[]) => stages.find(({ name }) => name === 'update') as Stage;

/** Faults of the step, and of going on to another level. */
const STEPS: readonly Known[] = [
  simple('ilt/rate-of-multilevel', 'has the rate of the multi-level program', 'spec: StepSize 0.5', 'update', {
    settings: { lr: 0.2 },
  }),
  simple(
    'ilt/beta2',
    "has multi-level ILT's beta2 of 0.9",
    'spec: b2 .9',
    'update',
    {
      problem: (problem) => ({ ...problem, recipe: { ...problem.recipe, optimizer: { name: 'adam', beta2: 0.9 } } }),
    },
    'adam',
  ),
  stageFault(
    {
      id: 'ilt/best-after',
      does: 'keeps the parameters of after the best step',
      origin: 'the flare-aware program keeps them so',
      scene: 'simple',
    },
    'update',
    () => (values, right) => {
      const outputs = right(values);
      return outputs['best.loss'] === values.loss ? { ...outputs, 'best.params': outputs.params } : outputs;
    },
  ),
  levels(
    'ilt/rate-held',
    'never lets the rate fall',
    'a schedule that is not stepped',
    ({ changed }) =>
      updateOf(
        changed({
          problem: ({ recipe, ...problem }) => ({
            ...problem,
            recipe: {
              ...recipe,
              levels: recipe.levels.map((level) => ({ ...level, rate: { ...level.rate, to: level.rate.from } })),
            },
          }),
        }).stages,
      ).run,
  ),
  levels(
    'ilt/moments-kept',
    'keeps the step count from one level to the next',
    'an optimizer made once',
    () => (values, right) => {
      const outputs = right(values);
      return { ...outputs, t: (values.t as number) + 1 };
    },
  ),
  levels(
    'ilt/nearest',
    'takes the nearest parameters to the finer level',
    'CurvILT goes up by nearest',
    ({ changed }) => {
      const alone = updateOf(
        changed({
          problem: ({ recipe, ...problem }) => ({
            ...problem,
            recipe: { ...recipe, levels: recipe.levels.slice(0, 1) },
          }),
        }).stages,
      );
      return (values, right) => {
        const outputs = right(values);
        const side = (outputs.params as Tensor).shape[0];
        const [coarse] = (values.params as Tensor).shape;
        if (side === coarse) return outputs;
        const params = numbers<Float64Array>(alone.run(values), 'params');
        return mapped(outputs, ['params'], (_, i) => params[(Math.floor(i / side) >> 1) * coarse + ((i % side) >> 1)]);
      };
    },
  ),
];

/** What a checkpoint may lose, and how a start may go wrong. */
const HANDING_ON: readonly Known[] = [
  stateFault(
    {
      id: 'ilt/params-in-single',
      does: 'saves parameters in single precision',
      origin: 'float checkpoints of a double program',
      scene: 'simple',
    },
    (state) =>
      replaced(
        state,
        mapped({ params: state.values.params }, ['params'], (value) => Math.fround(value * 0.9999999)),
      ),
  ),
  stateFault(
    {
      id: 'ilt/params-clipped',
      does: 'saves parameters within [-1, 1]',
      origin: 'masks saved as pictures',
      scene: 'simple',
    },
    (state) =>
      replaced(
        state,
        mapped({ params: state.values.params }, ['params'], (value) => Math.max(-1, Math.min(1, value))),
      ),
  ),
  byStart(
    {
      id: 'ilt/start-of-multilevel',
      does: 'starts from T, not from 2 T - 1',
      origin: 'spec: P0 = T in CurvILT',
      scene: 'simple',
    },
    { problem: (problem) => ({ ...problem, recipe: { ...problem.recipe, start: 'target' } }) },
  ),
  byStart(
    {
      id: 'ilt/start-signed',
      does: 'starts from 2 T - 1, not from T',
      origin: 'spec: worse, 2T-1 start',
      scene: 'levels',
    },
    { problem: (problem) => ({ ...problem, recipe: { ...problem.recipe, start: 'signed target' } }) },
  ),
];

export const RECIPE: readonly Known[] = [...FORWARD, ...BACKWARD, ...STEPS, ...HANDING_ON];
