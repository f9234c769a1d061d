import { errorGradient, maskOf, weightGradient } from '../../../src/ilt/aware/steps.js';
import { type KnownFault, mapped, replaced, stageFault, stateFault } from '../fault.js';
import { byChange, byStart } from './changing.js';
import type { Change, IltScene } from './scenes.js';

type Known = KnownFault<IltScene>;

const HEAD = 'the two branches of the flare-aware program';

const v2 = (id: string, does: string, origin: string, stage: string, change: Change, scene = 'v2'): Known =>
  byChange({ id, does, origin, scene }, stage, change);

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

/** Faults of how a flare-aware program goes on. */
export const AWARE_DESCENT: readonly Known[] = [...GRADIENTS, ...STEPS, ...HANDING_ON];
