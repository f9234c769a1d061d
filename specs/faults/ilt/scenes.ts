import { awareProblem } from '../../../src/ilt/aware/problem.js';
import { awareSolver } from '../../../src/ilt/aware/solve.js';
import type { Parts as AwareParts } from '../../../src/ilt/aware/stages.js';
import { parseIltSettings } from '../../../src/ilt/index.js';
import { makeUp } from '../../../src/ilt/load.js';
import { problemOf, solverOf } from '../../../src/ilt/recipe/prepare.js';
import type { Parts, Problem } from '../../../src/ilt/recipe/problem.js';
import { recipeStages } from '../../../src/ilt/recipe/stages.js';
import { readRegularFile } from '../../../src/run/index.js';
import type { Settings } from '../../../src/settings.js';
import type { Solver, Stage } from '../../../src/solver.js';
import type { Scene } from '../fault.js';

/** What of a program is changed: settings, steps, or what it is to solve. */
export interface Change {
  readonly settings?: Settings;
  readonly aware?: Partial<AwareParts>;
  readonly parts?: Partial<Parts>;
  readonly problem?: (problem: Problem) => Problem;
}

export interface IltScene extends Scene {
  readonly settings: Settings;
  /** The program with something changed. */
  changed(change: Change): { readonly solver: Solver; readonly stages: readonly Stage[] };
}

// a field so small that its kernels fit the tile
const SMALL = { size: 32, field: 500, kernel_count: 4, source_points: 9, pattern: 'synthetic' };

export const ILT_SCENES: Readonly<Record<string, Settings>> = {
  v2: { ...SMALL, program: 'v2' },
  // away from where the sigmoids of branch main are flat
  main: { ...SMALL, program: 'main', start_scale: 0.1 },
  socs: { ...SMALL, program: 'v2', diffraction: 'socs', start_scale: 0.2 },
  simple: { ...SMALL, program: 'simple', window: 28, weight_band: 0.5 },
  adam: { ...SMALL, program: 'simple', window: 28, optimizer: 'adam' },
  levels: { ...SMALL, program: 'multilevel', size: 64, pixel: 4, flare: 'physical' },
  layout: { ...SMALL, program: 'simple', pattern: 'm1', size: 80, pixel: 8, field: 640 },
};

/** Inputs straight from the disk. */
export const inputs = { read: (_: string, path: string) => readRegularFile(path) };

/** Multi-level ILT with levels of eight iterations. */
const shortened = (problem: Problem): Problem => ({
  ...problem,
  recipe: {
    ...problem.recipe,
    levels: problem.recipe.levels.map((level) => ({ ...level, iterations: Math.min(8, level.iterations) })),
  },
});

const isShort = ({ program }: Settings) => program === 'multilevel';

function programOf(settings: Settings, { aware, parts, problem: other = (each) => each }: Change = {}) {
  const made = makeUp(parseIltSettings(settings));
  if (made.program === 'main' || made.program === 'v2') {
    const solver = awareSolver(awareProblem(made, inputs), aware);
    return { solver, stages: solver.stages };
  }
  const whole = problemOf(made, inputs);
  const problem = other(isShort(settings) ? shortened(whole) : whole);
  return { solver: solverOf(problem, 'strict', 1), stages: recipeStages(problem, parts) };
}

/** A program on a tile so small that it can be bisected often. */
export function iltScene(name: string, changed: Settings = {}): IltScene {
  const settings = { ...ILT_SCENES[name], ...changed };
  return {
    settings,
    solver: programOf(settings).solver,
    iterations: isShort(settings) ? 16 : 24,
    changed: (change) => programOf({ ...settings, ...change.settings }, change),
  };
}
