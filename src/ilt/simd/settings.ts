import { powi } from '../../optimizers/rounding.js';
import { doseFactor } from '../imaging/index.js';
import type { Problem } from '../recipe/problem.js';
import { courseAt, type Level } from '../recipe/recipe.js';
import { EPS } from '../recipe/update.js';
import { FLAT } from '../sigmoid.js';
import type { Process } from '../system.js';

/** A bound below every intensity: nothing is skipped. */
const DENSE = -1;
/** What counts as no gradient, against the largest that a sample can have. */
const NEGLIGIBLE = 3e-8;

/**
 * The intensity below which a sample that is not to print is left out. Its error is Z, and the gradient of its square goes
 * with Z^2 (1 - Z), which is 4/27 at most: a Z of at most sqrt({@link NEGLIGIBLE} 4/27) at the largest dose is negligible.
 */
export function darkBound({ threshold, doseMax, doseMin }: Process, steepness: number): number {
  const z = Math.sqrt((NEGLIGIBLE * 4) / 27);
  const dose = Math.max(1, doseMax, doseMin);
  return (threshold - Math.log(1 / z - 1) / steepness) / (dose * dose);
}

// Numbers that the kernel reads as its settings, by where they stand there: `setting(i)` in src/kernels/assembly. Resist and
// mask are 1 / (1 + 2^(rate x + level)), so that slopes and thresholds come in powers of two.

/** The resist in its three corners, and what derivatives by their images count: settings 0 to 10. */
export function resistSettings({ recipe, process, gradient }: Problem, level: Level, step: number): number[] {
  const { threshold, doseMax, doseMin } = process;
  const steepness = courseAt(level.steepness, step, level.iterations);
  const area = level.samples.block * level.samples.block;
  const rates = [1, doseMax, doseMin].map((dose) => -Math.LOG2E * steepness * dose * dose);
  const [one, above, below] = [1, doseMax, doseMin].map((dose) => area * steepness * doseFactor(gradient, dose));
  const { nominal, corners, band } = recipe;
  const forces =
    recipe.bandPower === 1
      ? [nominal * level.power * one, band * above, band * below, 0, 0]
      : [2 * nominal * one, 2 * corners * above, 2 * corners * below, 2 * band * above, 2 * band * below];
  const bound = recipe.skips ? darkBound(process, steepness) : DENSE;
  return [...rates, Math.LOG2E * steepness * threshold, ...forces, bound, level.power - 1];
}

/** The mask's sigmoid at a step: settings 16 and 17. */
export function maskSettings({ recipe }: Problem, level: Level, step: number): number[] {
  const theta = courseAt(level.theta, step, level.iterations);
  return [-Math.LOG2E * theta, Math.LOG2E * theta * recipe.offset];
}

/** What the descent needs at a step that is the t-th since the optimizer began: settings 18 to 27. */
export function descentSettings({ recipe }: Problem, level: Level, step: number, t: number): number[] {
  const { optimizer } = recipe;
  const [b1, b2] = [Math.fround(0.9), Math.fround(optimizer.name === 'adam' ? optimizer.beta2 : 0)];
  const corrections = [b1, b2].map((decay) => 1 - powi(decay, t, Math.fround));
  return [
    courseAt(level.theta, step, level.iterations),
    courseAt(level.rate, step, level.iterations),
    ...[b1, 1 - b1, b2, 1 - b2],
    ...corrections,
    EPS,
    FLAT / 4,
  ];
}
