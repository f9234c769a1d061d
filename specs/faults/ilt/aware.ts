import {
  errorGradient,
  lossTerms,
  maskOf,
  resistOf,
  sensitivityOf,
  weightGradient,
} from '../../../src/ilt/aware/steps.js';
import { sigmoids } from '../../../src/ilt/sigmoid.js';
import { type KnownFault, mapped, replaced, stageFault, stateFault } from '../fault.js';
import { byChange, byStart } from './changing.js';
import type { Change, IltScene } from './scenes.js';

type Known = KnownFault<IltScene>;

const HEAD = 'the two branches of the flare-aware program';

const v2 = (id: string, does: string, origin: string, stage: string, change: Change, scene = 'v2'): Known =>
  byChange({ id, does, origin, scene }, stage, change);

/** Faults of the flare-aware programs' images. */
const IMAGES: readonly Known[] = [
  v2('ilt/theta-4', "has OpenILT's slope of 4 in the mask", 'spec: theta is 10, not 4', 'mask', {
    settings: { theta: 4 },
  }),
  v2(
    'ilt/mask-in-double',
    'rounds the saturated sigmoid as double precision does',
    'a mask of single precision: 1 - M is a thousandth off near 1',
    'mask',
    { aware: { maskOf: (params, theta) => sigmoids(new Float64Array(params), theta, 0) } },
  ),
  v2('ilt/lens-of-main', 'has no lens, as branch main', HEAD, 'diffract', { settings: { diffraction: 'identity' } }),
  v2('ilt/psf-of-main', "scatters by branch main's point spread function", HEAD, 'scatter', {
    settings: { flare: 'main' },
  }),
  v2('ilt/alpha-of-main', "takes branch main's density kernel", HEAD, 'alpha', { settings: { flare: 'main' } }),
  stageFault(
    {
      id: 'ilt/alpha-tis',
      does: 'scales the density by the unused setting tis, 0.08',
      origin: 'spec: tis is never used',
      scene: 'v2',
    },
    'alpha',
    () => (values, right) => mapped(right(values), ['alpha'], (value) => 0.8 * value),
  ),
  v2('ilt/light-lost', 'takes scattered light away where it came from', 'the physical model', 'aerial', {
    aware: {
      aerialOf: (diffracted, scattered, alpha) =>
        diffracted.map((value, i) => (1 - alpha[i]) * value + alpha[i] * scattered[i]),
    },
  }),
  stageFault(
    {
      id: 'ilt/misprinted-at-225',
      does: "counts wrong pixels at OpenILT's threshold of 0.225",
      origin: 'threshold .225 on what prints at .3',
      scene: 'v2',
    },
    'aerial',
    ({ changed }) => {
      const stage = changed({ settings: { threshold: 0.225 } }).stages.find(({ name }) => name === 'aerial');
      return (values, right) => ({ ...right(values), misprinted: stage?.run(values).misprinted as number });
    },
  ),
  v2('ilt/resist-of-openilt', "prints by OpenILT's resist, 50 and 0.225", 'spec: not 50 and 0.225', 'resist', {
    aware: { resistOf: (aerial) => resistOf(aerial, 50, 0.225) },
  }),
  v2('ilt/resist-threshold', "prints at OpenILT's threshold", 'threshold .225', 'resist', {
    aware: { resistOf: (aerial, steepness) => resistOf(aerial, steepness, 0.225) },
  }),
];

/** Faults of weighing and measuring. */
const WEIGHTS: readonly Known[] = [
  v2(
    'ilt/S-every-time',
    'computes S in every iteration, not in every fifth',
    HEAD,
    'weight',
    { settings: { sensitivity_every: 1 } },
    'socs',
  ),
  v2('ilt/S-stale', 'computes S once', 'S stale', 'weight', { settings: { sensitivity_every: 1_000_000 } }, 'socs'),
  v2(
    'ilt/S-detached',
    'has S at 1, its image detached from the mask',
    'spec: I_diff detached (TorchLitho adapter)',
    'weight',
    { aware: { sensitivityOf: (diffracted) => sensitivityOf(diffracted, new Float64Array(diffracted.length)) } },
    'socs',
  ),
  {
    ...v2('ilt/S-every-time-linear', 'computes S in every iteration, of linear optics', HEAD, 'weight', {
      settings: { sensitivity_every: 1 },
    }),
    unseen: 'for linear optics S is the same for every mask, to the last bit',
  },
  v2('ilt/beta-5', 'has the beta of branch main', HEAD, 'weight', { settings: { beta: 5 } }),
  v2('ilt/weight-inverted', 'weighs by S (1 + beta alpha)', 'the divisor on the wrong side', 'weight', {
    aware: {
      weightOf: (sensitivity, alpha, beta) => sensitivity.map((value, i) => value * (1 + beta * alpha[i])),
    },
  }),
  v2('ilt/loss-summed', 'sums over the pixels where it should average', "OpenILT's sums", 'loss', {
    aware: {
      lossTerms: (printed, ...others) => {
        const { weighted_l2, flare_reg, bin } = lossTerms(printed, ...others);
        return {
          weighted_l2: weighted_l2 * printed.length,
          flare_reg: flare_reg * printed.length,
          bin: bin * printed.length,
        };
      },
    },
  }),
  v2('ilt/loss-central', "has branch main's central differences", HEAD, 'loss', {
    settings: { difference: 'central' },
  }),
  v2(
    'ilt/loss-forward',
    "has branch v2's forward differences",
    HEAD,
    'loss',
    { settings: { difference: 'forward' } },
    'main',
  ),
  v2('ilt/mu-of-main', "weighs the flare by branch main's 0.01", HEAD, 'loss', { settings: { mu: 0.01 } }),
];

/** Faults of the gradient. */
const GRADIENTS: readonly Known[] = [
  v2('ilt/adjoint-central', "carries back through branch main's differences", HEAD, 'adjoint', {
    settings: { difference: 'central' },
  }),
  v2('ilt/alpha-detached', 'lets no gradient flow through alpha', 'spec: alpha is not detached', 'adjoint', {
    aware: {
      weightGradient: (printed) => new Float64Array(printed.length),
    },
  }),
  v2(
    'ilt/weight-gradient-sign',
    'has the wrong sign in the gradient of the weight',
    'derivative of a quotient',
    'adjoint',
    {
      aware: { weightGradient: (...given) => weightGradient(...given).map((value) => -value) },
    },
  ),
  v2('ilt/error-without-2', 'forgets the factor 2 of the square', 'gradients of half the squared error', 'adjoint', {
    aware: { errorGradient: (...given) => errorGradient(...given).map((value) => value / 2) },
  }),
  v2('ilt/error-unweighted', 'leaves the weight out of the gradient', 'a weight that is only reported', 'adjoint', {
    aware: {
      errorGradient: (printed, target, weight, steepness) =>
        errorGradient(printed, target, new Float64Array(weight.length).fill(1), steepness),
    },
  }),
  v2('ilt/adjoint-without-lens', 'carries the gradient past the lens', 'I_diff = M, as in branch main', 'adjoint', {
    settings: { diffraction: 'identity' },
  }),
  v2(
    'ilt/theta-forgotten',
    "forgets the slope of the mask's sigmoid",
    'derivatives of sigma(x), not of sigma(theta x)',
    'gradient',
    {
      settings: { theta: 1 },
    },
  ),
];

/** Faults of the step and of what it keeps. */
const STEPS: readonly Known[] = [
  v2('ilt/eps-1e-16', 'has an eps of 1e-16, which thaws the run', 'spec: what the flat run is frozen by', 'update', {
    settings: { adam_eps: 1e-16 },
  }),
  v2('ilt/rate', 'has a tenth of the rate', 'the setting lr', 'update', { settings: { lr: 0.01 } }, 'main'),
  stageFault(
    {
      id: 'ilt/best-in-step',
      does: 'keeps the best parameters of before the step, as it keeps the mask',
      origin: 'spec: the original keeps P after the step and M before it',
      scene: 'v2',
    },
    'update',
    () => (values, right) => {
      const outputs = right(values);
      return outputs['best.loss'] === values.loss ? { ...outputs, 'best.params': values.params } : outputs;
    },
  ),
  stageFault(
    {
      id: 'ilt/best-never',
      does: 'keeps the first mask for the best',
      origin: 'a comparison the wrong way',
      scene: 'v2',
    },
    'update',
    () => (values, right) => ({
      ...right(values),
      'best.params': values['best.params'],
      'best.mask': values['best.mask'],
      'best.loss': values['best.loss'],
    }),
  ),
];

/** What a checkpoint may lose, and how a start may go wrong. */
const HANDING_ON: readonly Known[] = [
  stateFault(
    {
      id: 'ilt/moments-dropped',
      does: 'starts with empty moments after a resume',
      origin: 'moments dropped on resume',
      scene: 'v2',
    },
    (state) =>
      replaced(
        state,
        mapped(state.values, ['m.params', 'v.params'], () => 0),
      ),
  ),
  stateFault(
    {
      id: 'ilt/t-not-restored',
      does: 'counts updates from 1 again after a resume',
      origin: 't not restored',
      scene: 'main',
    },
    (state) => replaced(state, { t: 0 }),
  ),
  stateFault(
    {
      id: 'ilt/best-not-saved',
      does: 'forgets the best loss on a resume',
      origin: 'a best-so-far not saved',
      scene: 'v2',
      heals: true,
    },
    (state) => replaced(state, { 'best.loss': Number.MAX_VALUE }),
  ),
  stateFault(
    {
      id: 'ilt/S-not-saved',
      does: 'goes on with S at one half after a resume',
      origin: 'S cached outside of the state',
      scene: 'socs',
      heals: true,
    },
    (state) =>
      replaced(
        state,
        mapped(state.values, ['S'], () => 0.5),
      ),
  ),
  stateFault(
    {
      id: 'ilt/mask-for-params',
      does: 'goes on with the mask for the parameters',
      origin: 'the checkpoint of the mask',
      scene: 'main',
    },
    (state) =>
      replaced(state, {
        params: mapped({ params: state.values.params }, ['params'], (value) => maskOf(Float64Array.of(value), 10)[0])
          .params,
      }),
  ),
  byStart(
    {
      id: 'ilt/no-noise',
      does: 'starts without noise',
      origin: 'the finding: "plus small noise" where there is none',
      scene: 'v2',
    },
    { settings: { noise: 0 } },
  ),
  byStart(
    {
      id: 'ilt/noise-unseeded',
      does: 'starts with other noise',
      origin: 'torch.randn without a seed: RNG not saved',
      scene: 'v2',
    },
    { settings: { seed: 2 } },
  ),
  byStart(
    {
      id: 'ilt/start-scale',
      does: 'starts with all of 2 T - 1',
      origin: 'spec: what the flat run is frozen by',
      scene: 'main',
    },
    { settings: { start_scale: 1 } },
  ),
];

export const AWARE: readonly Known[] = [...IMAGES, ...WEIGHTS, ...GRADIENTS, ...STEPS, ...HANDING_ON];
