import type { Cause, Verdict } from '../../src/diagnose/index.js';

/** What a golden trace of golden/gaussian has to be judged as, and why. */
export interface Expected {
  readonly file: string;
  readonly verdict: Verdict;
  /** The best iteration, of those that are logged. */
  readonly best: number;
  /** The iterations between which the run turned for good: an onset has to meet them. */
  readonly turned?: readonly [from: number, to: number];
  readonly cause?: Cause;
  readonly reason: string;
}

const HOLES = 'it loses coverage like the control';
const collapse = (file: string, best: number, turned: readonly [number, number], reason = HOLES): Expected => ({
  file: `experiments/${file}.csv`,
  verdict: 'diverged',
  best,
  turned,
  cause: 'not the optimizer',
  reason,
});
const mended = (file: string, best: number, reason: string, verdict: Verdict = 'converged'): Expected => ({
  file: `experiments/${file}.csv`,
  verdict,
  best,
  reason,
});

/** Rows of a run resumed at 1500 begin at 1600: what turned up before is up in the first row. */
const FIRST = [1500, 1700] as const;

export const GAUSSIAN: readonly Expected[] = [
  {
    file: 'baseline_n50_seed42.csv',
    verdict: 'diverged',
    best: 1509,
    // its lowest stretch, and the steep rise behind it
    turned: [1505, 1520],
    cause: 'not the optimizer',
    reason: 'the faithful run, every iteration: lowest at 1509, up and up from there',
  },
  collapse('baseline_f64', 1500, [1400, 1600], 'double precision collapses as well'),
  collapse('e0_control_resume1500', 1600, FIRST, 'the control'),
  collapse('e1a_lr_half', 1700, FIRST, 'half the rate is no remedy'),
  collapse('e1b_exp_decay', 1600, FIRST, 'nor is a rate that decays'),
  collapse('e1c_step500', 1600, FIRST, 'nor is a rate that is halved, though it ends lower'),
  { ...mended('e2_early_stop100', 1600, 'patience left a single row', 'too short to tell') },
  collapse('e3a_clip1', 1600, FIRST, 'a clip that never acts'),
  collapse('e3b_clip0.001', 1600, FIRST, 'a clip that acts is no remedy'),
  collapse('e4a_reset_mv_keep_t', 1600, FIRST, 'moments reset, t kept'),
  collapse('e4b_reset_mv_and_t', 1600, FIRST, 'moments and t reset'),
  collapse('e5a_sgd_lr0.001', 3700, [3700, 4500], 'barely moves, and still turns up by two per cent'),
  collapse('e5b_sgd_lr0.1', 1600, FIRST, 'another optimizer is no remedy'),
  collapse('e5c_sgd_lr0.1_mom0.9', 2048, [2048, 2800], 'nor is momentum'),
  collapse('e6a_cosine_from1500', 1600, FIRST, 'a cosine from 1500'),
  collapse('e6b_cosine_from0', 1500, [1400, 1700], 'a cosine from the start'),
  mended('f11_eps1e-2_cut20', 10_000, 'C / (W + eps), cutoff 20'),
  mended('f1_soft_cosine_from0', 9400, 'no cutoff'),
  mended('f2_soft_full_cosine_from0', 10_000, 'no cutoff, full gradient'),
  mended('f3_eps1e-2_full_cosine_from0', 10_000, 'C / (W + eps), full gradient'),
  mended('f4_sum_full_from0', 10_000, 'plain sum, full gradient'),
  mended('f5_sum_full_cosine_from0', 10_000, 'plain sum, full gradient, cosine'),
  mended('f6_eps1e-2_cosine_from0', 10_000, 'C / (W + eps), cosine'),
  mended('f7_sum_cosine_from0', 9600, 'plain sum, cosine'),
  mended('f8_eps1e-2_full_const_from0', 5200, 'C / (W + eps), full gradient, constant rate'),
  collapse('h1_bias_corr_off_t1e6', 1600, FIRST, 'bias correction is not the cause'),
  collapse('h2_beta1_zero', 4000, [3900, 6700], 'momentum is not the cause: it only comes later'),
  collapse('h4a_lr0.0005_from0_20k', 1600, [1600, 2000], 'half the rate from the start: later'),
  collapse('h4b_lr0.0001_from0_100k', 6800, [6800, 7300], 'a tenth of the rate: much later'),
  collapse('h5_scale_lr_0.1x_from0', 900, [900, 1100], 'a tenth of the rate for the scales: later'),
  collapse('r10_cutoff25_from0', 1500, [1500, 6500], 'a cutoff at five sigma only delays it'),
  mended('r11_fixed_scale_from0', 7200, 'scales that stay cover what they covered'),
  mended('r12_soft_fullgrad_from0', 9800, 'no cutoff, full gradient: still falling by two per cent', 'improving'),
  mended('r13_smin0.03_from0', 8500, 'scales kept above 0.03'),
  mended('r1_freeze_scale', 9000, 'scales frozen at 1500'),
  collapse('r2_freeze_pos', 2300, [1600, 3300], 'positions frozen: scales still shrink'),
  collapse('r3_freeze_color', 2048, [1600, 2900], 'colors frozen: scales still shrink'),
  mended('r4_soft_nocutoff_from1500', 9500, 'no cutoff from 1500 on'),
  mended('r5_soft_nocutoff_from0', 9600, 'no cutoff'),
  collapse('r6_fullgrad_from0', 200, [128, 500], 'the full gradient does not see the holes either'),
  collapse('r7_fullgrad_from1500', 1600, FIRST, 'the same from 1500'),
  mended('r8_eps1e-3_from0', 4200, 'C / (W + 0.001)'),
  mended('r8b_eps1e-2_from0', 10_000, 'C / (W + 0.01)'),
  mended('r9_sum_from0', 9600, 'plain sum'),
  mended('r9b_sum_from0_fullcutoff', 9000, 'plain sum, far cutoff'),
];

/** golden/ilt. */
export const ILT: readonly { file: string; verdict: Verdict; best: number; cause?: Cause; reason: string }[] = [
  {
    file: 'bench512_seed.json',
    verdict: 'flat',
    best: 59,
    cause: 'undecided',
    reason: 'frozen by eps and saturation, which none of its columns shows',
  },
  { file: 'bench512_seed_float64.json', verdict: 'flat', best: 59, cause: 'undecided', reason: 'the same in double' },
  {
    file: 'synth256_flare.json',
    verdict: 'improving',
    best: 39,
    reason: 'it stops after 40 iterations, still falling',
  },
  { file: 'synth256_noflare.json', verdict: 'improving', best: 39, reason: 'the same without flare' },
];

/** golden/clnf: cases by name. Ten rows a window cannot tell the end of a fit from its last approach. */
export const CLNF: Readonly<Record<string, readonly Verdict[]>> = Object.fromEntries(
  [
    'astro_front',
    'r1_frontal',
    'r2_small_noisy',
    'r3_large_sidelight',
    'r4_yaw_switch',
    'r5_border',
    'r6_shifted_box',
  ].map((name) => [name, ['improving', 'plateau', 'converged']]),
);
