import type { State } from '../../solver.js';
import type { Probe } from '../../subject.js';
import { probeOf } from '../probe.js';
import { maskOf, PARTS, type Problem } from './problem.js';
import { levelAt } from './recipe.js';
import { recipeStages } from './stages.js';
import { EPS } from './update.js';

/** What a recipe descends in the step after a state. */
export function recipeProbe(problem: Problem, state: State): Probe {
  const { recipe } = problem;
  const { level, step } = levelAt(recipe, state.iteration + 1);
  const { optimizer } = recipe;
  return probeOf(
    {
      stages: recipeStages(problem),
      mask: (params) => maskOf(params, recipe, level, step, PARTS),
      adam: optimizer.name === 'adam' ? { beta2: optimizer.beta2, eps: EPS } : undefined,
    },
    state,
  );
}
