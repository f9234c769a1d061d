import { lossTerms, resistOf, sensitivityOf } from '../../../src/ilt/aware/steps.js';
import { sigmoids } from '../../../src/ilt/sigmoid.js';
import { type KnownFault, mapped, stageFault } from '../fault.js';
import { byChange } from './changing.js';
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

/** Faults of what a flare-aware program sees and how it weighs it. */
export const AWARE_IMAGES: readonly Known[] = [...IMAGES, ...WEIGHTS];
