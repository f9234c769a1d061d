import { expect } from 'vitest';
import type { Settings } from '../../src/settings.js';
import { attachCommand } from './allure.js';
import { goldenRows, goldenState, prepareGaussian, rowsOf } from './gaussian.js';

/** What is changed, at which checkpoint, in which golden run, and the loss that it ends with as published. */
export type Experiment = readonly [what: string, file: string, from: number, changed: Settings, final: string];

export const REMEDIES: Experiment[] = [
  ['nothing', 'e0_control_resume1500', 1500, {}, '0.299966'],
  ['half the rate', 'e1a_lr_half', 1500, { lr: 0.0005 }, '0.337348'],
  ['exponential decay to 1 %', 'e1b_exp_decay', 1500, { schedule: 'exponential' }, '0.317127'],
  ['halving every 500', 'e1c_step500', 1500, { schedule: 'step' }, '0.181417'],
  ['clipping at norm 1', 'e3a_clip1', 1500, { clip_norm: 1 }, '0.299966'],
  ['clipping at norm 0.001', 'e3b_clip0.001', 1500, { clip_norm: 0.001 }, '0.313820'],
  ['moments at zero', 'e4a_reset_mv_keep_t', 1500, { reset: 'moments' }, '0.297254'],
  ['moments and t at zero', 'e4b_reset_mv_and_t', 1500, { reset: 'moments,t' }, '0.312440'],
  ['SGD', 'e5a_sgd_lr0.001', 1500, { optimizer: 'sgd' }, '0.072596'],
  ['SGD at 0.1', 'e5b_sgd_lr0.1', 1500, { optimizer: 'sgd', lr: 0.1 }, '0.084359'],
  ['momentum at 0.1', 'e5c_sgd_lr0.1_mom0.9', 1500, { optimizer: 'momentum', lr: 0.1 }, '0.186170'],
  ['cosine decay', 'e6a_cosine_from1500', 1500, { schedule: 'cosine' }, '0.323968'],
  ['cosine decay from the start', 'e6b_cosine_from0', 0, { schedule: 'cosine' }, '0.332646'],
];

/** The reference multiplies its rate by 0.1 in single precision, which is not the number nearest to 0.0001. */
const TENTH = Math.fround(Math.fround(0.001) * Math.fround(0.1));

export const HYPOTHESES: Experiment[] = [
  ['no bias correction', 'h1_bias_corr_off_t1e6', 1500, { bias_correction: false }, '0.317096'],
  ['no first moment', 'h2_beta1_zero', 1500, { beta1: 0 }, '0.078169'],
  ['half the rate from the start, twice as long', 'h4a_lr0.0005_from0_20k', 0, { lr: 0.0005 }, '0.327807'],
  ['a tenth of the rate for the scales', 'h5_scale_lr_0.1x_from0', 0, { 'lr.scale': TENTH }, '0.284158'],
  ['scales frozen', 'r1_freeze_scale', 1500, { freeze: 'scale' }, '0.066840'],
  ['positions frozen', 'r2_freeze_pos', 1500, { freeze: 'position' }, '0.214701'],
  ['colors frozen', 'r3_freeze_color', 1500, { freeze: 'color' }, '0.092936'],
  ['a cutoff at 5 sigma', 'r10_cutoff25_from0', 0, { cutoff: 25 }, '0.250313'],
  ['scales frozen from the start', 'r11_fixed_scale_from0', 0, { freeze: 'scale' }, '0.060680'],
  ['a smallest scale of 0.03', 'r13_smin0.03_from0', 0, { min_scale: 0.03 }, '0.042213'],
];

/** The command line that does an experiment. */
export const command = (from: number, changed: Settings): string => {
  const flags = Object.entries(changed).map(([name, value]) => ` --set ${name}=${value}`);
  return from === 0
    ? `npx plumbline run gaussian${flags.join('')}`
    : `npx plumbline resume RUN@${from}${flags.join('')}`;
};

/** Holds every golden loss of an experiment, up to an iteration, to its nine digits. Gives the loss at the end. */
export async function follow([, file, from, changed]: Experiment, until = Number.POSITIVE_INFINITY): Promise<number> {
  attachCommand(command(from, changed));
  const all = goldenRows(`experiments/${file}.csv`);
  const golden = all.filter(({ iteration }) => iteration <= until);
  expect(golden.length).toBeGreaterThan(4);
  const last = golden[golden.length - 1].iteration;
  // the schedules end where the golden run does, however far it is followed
  const prepared = await prepareGaussian(changed, { start: from, iterations: all[all.length - 1].iteration });
  const wanted = new Set(golden.map(({ iteration }) => iteration));
  const rows = rowsOf(prepared, prepared.adopt(goldenState(from), file), last, (iteration) => wanted.has(iteration));
  const losses = golden.map(({ iteration }) => [iteration, Number(rows.get(iteration)?.loss.toPrecision(9))]);
  expect(losses).toEqual(golden.map(({ iteration, loss }) => [iteration, loss]));
  return rows.get(last)?.loss as number;
}
