import type { Grid } from '../imaging/index.js';

/** A quantity that changes over the iterations of a level: from its first to its last one. */
export interface Course {
  readonly from: number;
  readonly to: number;
  /** `geometric`: by a constant factor; `cosine`: along half a cosine. */
  readonly shape: 'geometric' | 'cosine';
}

/** A part of a recipe with one grid of parameters. */
export interface Level {
  readonly iterations: number;
  /** Where the parameters are, one a block. */
  readonly mask: Grid;
  /** Where the image is looked at. */
  readonly samples: Grid;
  /** Side of the square, an odd number of blocks, over which parameters are averaged before they become a mask. */
  readonly pool: number;
  /** How many kernels of each condition are used. */
  readonly kernels: number;
  /** Slope of the mask's sigmoid. */
  readonly theta: Course;
  /** Slope of the resist's sigmoid. */
  readonly steepness: Course;
  readonly rate: Course;
  /** Power of the error at nominal dose in the loss. */
  readonly power: number;
}

/**
 * How a mask is optimized by gradient descent through partially coherent imaging:
 *
 *     M = sigma(theta (mean of P over pool by pool - offset)) in the window, and around it 0 or what the target starts as
 *     Z = sigma(steepness (d^2 I - threshold)) at nominal dose, at the largest in focus and the smallest out of it
 *     loss = sum over samples, times their area in pixels, of
 *            nominal W |Znom - T|^power + corners ((Zmax - T)^2 + (Zmin - T)^2) + band |Zmax - Zmin|^bandPower
 *     W = 1 + edges min(1, sum of Gaussians of 8 nm around the probe points of the edge placement error)
 */
export interface Recipe {
  readonly levels: readonly Level[];
  /** Parameters start as the target's mean over each block, or as twice that less one. */
  readonly start: 'target' | 'signed target';
  readonly offset: number;
  /** Around the window the mask is dark, or stays what it is at the start. */
  readonly frame: 'dark' | 'start';
  readonly nominal: number;
  readonly corners: number;
  readonly band: number;
  readonly bandPower: 1 | 2;
  readonly edges: number;
  readonly optimizer: { readonly name: 'sgd' } | { readonly name: 'adam'; readonly beta2: number };
  /** Whether the last mask counts or the one with the smallest loss. */
  readonly keep: 'last' | 'best';
  /** Whether what is certain to stay dark is left out; see `darkBound`. Only the fast engine can. */
  readonly skips: boolean;
}

/** Always the same value. */
export const steady = (value: number): Course => ({ from: value, to: value, shape: 'geometric' });
export const geometric = (from: number, to: number): Course => ({ from, to, shape: 'geometric' });
export const cosine = (from: number, to: number): Course => ({ from, to, shape: 'cosine' });

/** A course at iteration `index`, from 0, of `count`. */
export function courseAt({ from, to, shape }: Course, index: number, count: number): number {
  const share = from === to ? 0 : index / Math.max(1, count - 1);
  if (shape === 'cosine') return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * share));
  return from * Math.exp(share * Math.log(to / from));
}

/** The number of iterations that a recipe has; Infinity where it has no end. */
export const lengthOf = ({ levels }: Recipe): number => levels.reduce((sum, { iterations }) => sum + iterations, 0);

/** The level of the step that makes `iteration`, counted from 1, and the step's index in it. The last level has no end. */
export function levelAt({ levels }: Recipe, iteration: number): { index: number; level: Level; step: number } {
  let step = iteration - 1;
  let index = 0;
  while (index < levels.length - 1 && step >= levels[index].iterations) step -= levels[index++].iterations;
  return { index, level: levels[index], step };
}
