import { join } from 'node:path';
import { type Experiment, query, type RunSettings, run } from '../../../src/findings/experiment.js';
import type { Settings } from '../../../src/settings.js';

const CONTEST = process.env.PLUMBLINE_OPENILT;
/** Why what needs the contest's layouts is not made here. */
export const noContest = (): string | undefined =>
  CONTEST === undefined ? 'the contest’s layout is not at hand: PLUMBLINE_OPENILT names no folder' : undefined;

/** The run of the document on a 512 tile: the `main` branch of its program, 60 iterations, perhaps with one thing changed. */
const main = (set: Settings = {}) => run('ilt', { set: { program: 'main', ...set }, long: true });
/** The synthetic pattern of the `v2` branch, 40 iterations of 256. */
const synthetic = (set: Settings = {}, more: RunSettings = {}) =>
  run('ilt', { set: { program: 'v2', ...set }, checkpointEvery: 1, long: true, ...more });

export const experiments = {
  baseline: main(),
  'Adam eps 1e-16': main({ adam_eps: 1e-16 }),
  'start at a tenth': main({ start_scale: 0.1 }),
  'mask slope 4': main({ theta: 4 }),
  'with a lens': main({ diffraction: 'gaussian' }),
  'lr 1': main({ lr: 1 }),
  'mu 1': main({ mu: 1 }),
  'dense lines': main({ pattern: 'synthetic' }),
  'contest layout': main({ pattern: join(CONTEST ?? '.', 'layouts/M1_test1.glp') }),

  diagnosis: query('diagnose', 'baseline'),

  synthetic: synthetic(),
  'synthetic, 120 iterations': synthetic({}, { iterations: 120 }),
  'synthetic, mu 0': synthetic({ mu: 0 }),
  'synthetic, no noise': synthetic({ noise: 0 }),
  'synthetic, from 0.3': synthetic({ start_scale: 0.3 }),
} satisfies Record<string, Experiment>;

/** The arms of the 512 run, with what each changes. */
export const ARMS = [
  'Adam eps 1e-16',
  'start at a tenth',
  'mask slope 4',
  'with a lens',
  'lr 1',
  'mu 1',
  'dense lines',
] as const satisfies (keyof typeof experiments)[];
