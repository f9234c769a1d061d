import {
  analyze,
  type Basis,
  blocks,
  everyPixel,
  type GradientKind,
  type Spectrum,
  sampling,
  synthesize,
} from '../imaging/index.js';
import { type Probe, probesOf } from '../metrics/index.js';
import { sigmoid } from '../sigmoid.js';
import { type Condition, type Imaging, imagingOf, type Process, type System } from '../system.js';
import type { Target } from '../target.js';
import { edgeWeights } from './edges.js';
import { lossOf } from './loss.js';
import { blockMeans, pool } from './pool.js';
import { courseAt, type Level, type Recipe } from './recipe.js';

/** A mask to be found: what is to print, by which light and resist, and how it is looked for. */
export interface Problem {
  readonly target: Target;
  readonly system: System;
  readonly process: Process;
  readonly gradient: GradientKind;
  readonly recipe: Recipe;
}

/** The steps that a solver is made of, so that one can be exchanged. */
export const PARTS = { imagingOf, blocks, sampling, analyze, synthesize, pool, print, printSlope, lossOf };
export type Parts = typeof PARTS;

/** The resist under a dose: sigma(steepness (dose^2 I - threshold)). */
export function print(aerial: Float64Array, dose: number, steepness: number, threshold: number): Float64Array {
  return aerial.map((intensity) => sigmoid(steepness * (dose * dose * intensity - threshold)));
}

/** dL/dZ times the slope of the resist, without the factor of the dose. */
export function printSlope(print: Float64Array, derivative: Float64Array, steepness: number): Float64Array {
  return print.map((z, i) => steepness * z * (1 - z) * derivative[i]);
}

/** What does not change within a level. */
export interface LevelContext {
  readonly imaging: Readonly<Record<Condition, Imaging>>;
  readonly masks: Basis;
  readonly samples: Basis;
  /** The share of each sample that is to print. */
  readonly target: Float64Array;
  readonly weights: Float64Array;
  /** Area of a sample, in pixels. */
  readonly area: number;
  /** The spectrum of the mask around the window; undefined where it is dark. */
  readonly frame: Spectrum | undefined;
}

export function contextOf({ target, system, gradient, recipe }: Problem, level: Level, parts: Parts): LevelContext {
  const { mask, samples, kernels } = level;
  const { radius } = system.kernels.focus;
  const imaging = (condition: Condition) => parts.imagingOf(system.kernels[condition], kernels, gradient);
  const probes: Probe[] = recipe.edges === 0 ? [] : probesOf(target.raster, target.size, target.pixel);
  return {
    imaging: { focus: imaging('focus'), defocus: imaging('defocus') },
    masks: parts.blocks(mask, radius),
    samples: parts.sampling(samples, 2 * radius),
    target: blockMeans(target.raster, samples),
    weights: edgeWeights(probes, samples, recipe.edges, target.pixel),
    area: samples.block * samples.block,
    frame: recipe.frame === 'start' ? frameOf(target, recipe, level, parts, radius) : undefined,
  };
}

/** Parameters as they start: [count, count]. */
export function startOf({ target, recipe }: Problem, { mask }: Level): Float64Array {
  const means = blockMeans(target.raster, mask);
  return recipe.start === 'target' ? means : means.map((mean) => 2 * mean - 1);
}

/** The mask that parameters stand for: [count, count]. */
export function maskOf(
  params: Float64Array,
  { offset }: Recipe,
  level: Level,
  step: number,
  parts: Parts,
): Float64Array {
  const theta = courseAt(level.theta, step, level.iterations);
  return parts.pool(params, level.mask.count, level.pool).map((value) => sigmoid(theta * (value - offset)));
}

function frameOf({ raster, size }: Target, { start, offset }: Recipe, level: Level, parts: Parts, radius: number) {
  const { start: first, block, count } = level.mask;
  const theta = level.theta.from;
  const around = Float64Array.from(raster, (value, i) => {
    const [x, y] = [(i % size) - first, Math.floor(i / size) - first];
    if (x >= 0 && y >= 0 && x < count * block && y < count * block) return 0;
    return sigmoid(theta * ((start === 'target' ? value : 2 * value - 1) - offset));
  });
  return parts.analyze(around, parts.blocks(everyPixel(size), radius));
}
