import { InputError } from '../../errors.js';
import { openTensorflow, type Tensorflow } from '../../kernels/tensorflow.js';
import { type Stage, solver } from '../../solver.js';
import type { Occasion, Prepared } from '../../subject.js';
import { doubles, norm, square } from '../arrays.js';
import { makeUp } from '../load.js';
import { prepareRecipe, problemOf } from '../recipe/prepare.js';
import type { Problem } from '../recipe/problem.js';
import { courseAt, levelAt } from '../recipe/recipe.js';
import { recipeStages } from '../recipe/stages.js';
import { updateStage } from '../recipe/update.js';
import type { RecipeSettings } from '../settings.js';
import { tensorflowObjective } from './objective.js';

/** A recipe whose loss and gradient TensorFlow.js works out: mask, objective, update. Throws InputError. */
export async function prepareTensorflow(given: RecipeSettings, occasion: Occasion): Promise<Prepared> {
  const prepared = prepareRecipe(given, { ...occasion, engine: 'strict' });
  if (given.gradient !== 'true') {
    throw new InputError(`setting gradient=${given.gradient}: the tape has the true one; use --engine strict`);
  }
  const problem = problemOf(makeUp(given), occasion.inputs);
  const { tf } = await openTensorflow();
  const { columns, init, done, isAnnealed = false } = prepared.solver;
  const [mask] = recipeStages(problem);
  return {
    ...prepared,
    engine: 'tensorflow',
    solver: solver({
      subject: 'ilt',
      columns,
      init,
      isAnnealed,
      ...(done && { done }),
      stages: [mask, objectiveStage(tf, problem), updateStage(problem.recipe)],
      carried: Object.keys(init().values),
    }),
  };
}

function objectiveStage(tf: Tensorflow, problem: Problem): Stage {
  const levels: ReturnType<typeof tensorflowObjective>[] = [];
  return {
    name: 'objective',
    inputs: ['params', 'iteration'],
    outputs: ['loss', 'nominal', 'corners', 'band', 'gradient.params', 'grad_norm', 'theta', 'steepness'],
    run(values) {
      const { index, level, step } = levelAt(problem.recipe, values.iteration as number);
      levels[index] ??= tensorflowObjective(tf, problem, level);
      const { loss, nominal, corners, band, gradient } = levels[index](doubles(values, 'params'), step);
      const exact = new Float64Array(gradient);
      return {
        loss,
        nominal,
        corners,
        band,
        'gradient.params': square(exact),
        grad_norm: norm(exact),
        theta: courseAt(level.theta, step, level.iterations),
        steepness: courseAt(level.steepness, step, level.iterations),
      };
    },
  };
}
