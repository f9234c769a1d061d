import { z } from 'zod';
import { integer, oneOf, parseSettings, real, type Settings, someOf, yesOrNo } from '../settings.js';
import { CUTOFF } from './strict.js';

const rate = () => real(0, 10);
const share = () => real(0, 0.999999);

/** Everything that can be set of a Gaussian fit; the defaults are the reference program, "Baseline 1". */
export const gaussianSettings = z.object({
  image: z.string().default('test').describe('the target: test (the built-in image) or a PNG file'),
  size: integer(9, 2048).default(64).describe('side of the built-in image, in pixels'),
  gaussians: integer(1, 100_000).default(50).describe('number of Gaussians'),
  seed: integer(0, Number.MAX_SAFE_INTEGER).default(42).describe('seed of the random start'),

  renderer: oneOf('normalized', 'softmax', 'sum')
    .default('normalized')
    .describe('color of a pixel: C/(W+eps), the same without a cutoff, or C'),
  eps: real(0, 1).default(0).describe('added to the total weight W (normalized only); 0: black where nothing reaches'),
  cutoff: real(0.01, 1000)
    .default(CUTOFF)
    .describe('squared distance, in standard deviations, beyond which nothing is drawn'),
  covariance: oneOf('axis', 'rotation', 'cholesky').default('axis').describe('shape of a Gaussian'),
  gradient: oneOf('l2', 'full').default('l2').describe('descend l2 alone, or the whole reported loss'),
  precision: oneOf('f32', 'f64').default('f32').describe('precision of the state'),

  optimizer: oneOf('adam', 'adamw', 'sgd', 'momentum', 'nesterov', 'adan').default('adam').describe('update rule'),
  lr: rate().default(0.001).describe('learning rate'),
  'lr.position': rate().optional().describe('learning rate of the centers, where it differs'),
  'lr.scale': rate().optional().describe('learning rate of the scales or Cholesky factors, where it differs'),
  'lr.rotation': rate().optional().describe('learning rate of the rotations, where it differs'),
  'lr.color': rate().optional().describe('learning rate of the colors, where it differs'),
  beta1: share().optional().describe('decay of the first moment (Adam, AdamW, Adan)'),
  beta2: share().optional().describe('decay of the second moment'),
  beta3: share().optional().describe('decay of the third moment (Adan)'),
  adam_eps: real(0, 1).default(1e-8).describe("added to the second moment's root"),
  bias_correction: yesOrNo().default(true).describe('correct the moments for their start at zero'),
  momentum: share().default(0.9).describe('decay of the velocity (momentum, nesterov)'),
  weight_decay: real(0, 1).optional().describe('decay of the parameters (AdamW 0.01, Adan 0)'),

  schedule: oneOf('constant', 'step', 'exponential', 'cosine', 'restarts')
    .default('constant')
    .describe('how the learning rate goes on'),
  schedule_start: integer(0, 1e9)
    .optional()
    .describe('iteration from which step and exponential count; default: that of the resume'),
  schedule_end: integer(1, 1e9)
    .optional()
    .describe('iteration at which exponential and cosine end; default: --iterations'),
  step_every: integer(1, 1e9).default(500).describe('iterations between two steps'),
  step_factor: real(0, 1).default(0.5).describe('what a step multiplies the rate by'),
  lr_ratio: real(1e-9, 1).default(0.01).describe('share of the rate that exponential decay ends at'),
  lr_min: real(0, 10).default(0.0001).describe('rate that cosine decay ends at'),
  restart_period: integer(1, 1e9).default(1000).describe('iterations before the first warm restart'),
  restart_factor: integer(1, 100).default(1).describe('how much longer each period is than the one before'),
  warmup: integer(0, 1e9).default(0).describe('iterations of linear warm-up'),

  clip_norm: real(0, 1e9).optional().describe('largest norm of the gradient over all groups'),
  clip_value: real(0, 1e9).optional().describe('largest magnitude of a gradient entry'),
  freeze: someOf('position', 'scale', 'rotation', 'color').optional().describe('groups that are not trained'),
  min_scale: real(1e-6, 1).default(0.001).describe('smallest standard deviation'),
  max_scale: real(1e-6, 10).default(0.5).describe('largest standard deviation'),
  patience: integer(1, 1e9).optional().describe('stop when so many iterations bring no new smallest loss'),
  reset: oneOf('moments', 'moments,t')
    .optional()
    .describe("on a resume: set the optimizer's moments, or also its count of updates, to zero"),
});

export type GaussianSettings = z.output<typeof gaussianSettings>;

/** The settings, checked one by one and against each other. Throws InputError. */
export const parseGaussianSettings = (given: Settings): GaussianSettings => parseSettings(gaussianSettings, given);
