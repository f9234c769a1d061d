import { type Experiment, fork, query, type RunSettings, run } from '../../../src/findings/experiment.js';
import type { Settings } from '../../../src/settings.js';

/** A row in ten is enough for how a run ends; only its last state is kept. */
const SPARSE: RunSettings = { iterations: 10_000, scalarsEvery: 10, checkpointEvery: 10_000, long: true };
/** What is looked at with every `npm test`. */
const QUICK: RunSettings = { long: false };
const arm = (set: Settings, more: RunSettings = {}) => fork('baseline', 1500, { ...SPARSE, set, ...more });
const anew = (set: Settings, more: RunSettings = {}) => run('gaussian', { ...SPARSE, set, ...more });

/** Every run that the finding reports, hypothesizes or proposes, and those that show the cause. */
export const experiments = {
  baseline: run('gaussian', { iterations: 10_000 }),
  control: arm({}, QUICK),

  'lr halved': arm({ lr: 0.0005 }, QUICK),
  'exponential decay': arm({ schedule: 'exponential' }),
  'halved every 500': arm({ schedule: 'step' }),
  'early stop': arm({ patience: 100 }, { scalarsEvery: 1 }),
  'clipped at 1': arm({ clip_norm: 1 }),
  'clipped at 0.001': arm({ clip_norm: 0.001 }),
  'moments reset': arm({ reset: 'moments' }),
  'moments and t reset': arm({ reset: 'moments,t' }),
  SGD: arm({ optimizer: 'sgd' }),
  'SGD, lr 0.1': arm({ optimizer: 'sgd', lr: 0.1 }),
  'SGD with momentum, lr 0.1': arm({ optimizer: 'momentum', lr: 0.1 }),
  'cosine from 1500': arm({ schedule: 'cosine' }),
  'cosine from 0': anew({ schedule: 'cosine' }),

  'no bias correction': arm({ bias_correction: false }),
  'beta1 = 0': arm({ beta1: 0 }),
  'full gradient from 0': anew({ gradient: 'full' }),
  'lr halved, 20,000 iterations': anew({ lr: 0.0005 }, { iterations: 20_000, checkpointEvery: 20_000 }),
  'lr 0.0001, 100,000 iterations': anew(
    { lr: 0.0001 },
    { iterations: 100_000, scalarsEvery: 100, checkpointEvery: 100_000 },
  ),
  'N = 45': anew({ gaussians: 45 }),
  'N = 55': anew({ gaussians: 55 }),

  'scales frozen': arm({ freeze: 'scale' }, QUICK),
  'positions frozen': arm({ freeze: 'position' }),
  'colors frozen': arm({ freeze: 'color' }),
  'no cutoff': arm({ renderer: 'softmax' }),
  'C/(W + 0.001)': anew({ eps: 0.001 }),
  'C/(W + 0.01), cutoff 40': anew({ eps: 0.01, cutoff: 40 }),
  'plain sum': anew({ renderer: 'sum' }),
  'scales of at least 0.03': anew({ min_scale: 0.03 }),

  // every arm has turned by then
  probe: query('probe', 'baseline', { at: 1500, more: ['--iterations', '4000'], long: true }),
  diagnosis: query('diagnose', 'baseline'),
} satisfies Record<string, Experiment>;

/** The arms that the document proposes as remedies: rate, schedule, clipping, memory. */
export const REMEDIES = [
  'lr halved',
  'exponential decay',
  'halved every 500',
  'clipped at 1',
  'clipped at 0.001',
  'moments reset',
  'moments and t reset',
  'cosine from 1500',
  'cosine from 0',
] as const satisfies (keyof typeof experiments)[];

/** What changes the renderer's hole or the scales that open it, and nothing of the optimizer. */
export const REPAIRS = [
  'scales frozen',
  'scales of at least 0.03',
  'C/(W + 0.001)',
  'C/(W + 0.01), cutoff 40',
  'plain sum',
  'no cutoff',
] as const satisfies (keyof typeof experiments)[];
