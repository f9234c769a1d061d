import { z } from 'zod';
import { integer, oneOf, real } from '../../settings.js';
import type { Branch } from '../flare/psf.js';
import { DIFFRACTIONS, FLARES } from './model.js';
import { DIFFERENCES } from './steps.js';

/** What sets the branches apart. */
const BRANCHES = {
  main: { diffraction: 'identity', difference: 'central', beta: 5, mu: 0.01, bin_weight: 0, sensitivity_every: 1 },
  v2: { diffraction: 'gaussian', difference: 'forward', beta: 2, mu: 0.3, bin_weight: 0.05, sensitivity_every: 5 },
} as const;

/** The settings of a branch of the flare-aware program, apart from those that all programs have. */
export function awareSettings(branch: Branch) {
  const own = BRANCHES[branch];
  return {
    diffraction: oneOf(...DIFFRACTIONS)
      .default(own.diffraction)
      .describe('what the lens makes of a mask: nothing, a blur of 2 pixels, or the aerial image by SOCS'),
    flare: oneOf(...FLARES)
      .default(branch)
      .describe("stray light: a branch's own model, or the physical one"),
    theta: real(0.01, 1000).default(10).describe("slope of the mask's sigmoid"),
    steepness: real(0.1, 10_000).default(10).describe("slope of the resist's sigmoid"),
    threshold: real(1e-6, 100).default(0.3).describe('intensity at which the resist prints'),
    beta: real(0, 1000).default(own.beta).describe("how far flare lowers a pixel's weight"),
    mu: real(0, 1000).default(own.mu).describe('weight of the smoothness of the flare'),
    bin_weight: real(0, 1000).default(own.bin_weight).describe('weight of the greyness of the mask'),
    difference: oneOf(...DIFFERENCES)
      .default(own.difference)
      .describe('how the smoothness is differentiated'),
    sensitivity_every: integer(1, 1_000_000)
      .default(own.sensitivity_every)
      .describe('iterations between two computations of S'),
    lr: real(0, 1000).default(0.1).describe('learning rate'),
    adam_eps: real(0, 1).default(1e-8).describe("added to the second moment's root"),
    precision: oneOf('f32', 'f64').default('f32').describe('precision of the state'),
    start: z.string().optional().describe('NumPy file of the parameters at the start; default 2 T - 1'),
    start_scale: real(0, 1000).default(1).describe('what the start is multiplied by'),
    noise: real(0, 100)
      .optional()
      .describe('standard deviation of the noise on the start; default 0.05 for the synthetic pattern, else 0'),
  };
}
