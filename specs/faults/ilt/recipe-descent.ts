import { analyze, blocks } from '../../../src/ilt/imaging/index.js';
import { printSlope } from '../../../src/ilt/recipe/problem.js';
import type { Stage } from '../../../src/solver.js';
import type { Tensor } from '../../../src/tensor.js';
import { type KnownFault, mapped, numbers, replaced, stageFault, stateFault } from '../fault.js';
import { byChange, byStart } from './changing.js';
import { conjugated, imagedBy, scaled } from './kernels.js';
import type { Change, IltScene } from './scenes.js';

type Known = KnownFault<IltScene>;

const simple = (id: string, does: string, origin: string, stage: string, change: Change, scene = 'simple'): Known =>
  byChange({ id, does, origin, scene }, stage, change);

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

/** Faults of how SimpleILT and multi-level ILT go on. */
export const RECIPE_DESCENT: readonly Known[] = [...BACKWARD, ...STEPS, ...HANDING_ON];
