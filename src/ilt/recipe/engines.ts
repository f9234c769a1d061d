import { InputError } from '../../errors.js';
import type { State } from '../../solver.js';
import type { EngineName } from '../../subject.js';
import { SimdCursor } from '../simd/cursor.js';
import { unfit } from '../simd/fit.js';
import { simdStages } from '../simd/stages.js';
import { singles } from '../simd/state.js';
import type { Problem } from './problem.js';
import { recipeStages } from './stages.js';

export type RecipeEngine = 'simd' | 'strict';

/** The engine asked for, or the fast one where it can do the problem. Throws InputError for one that cannot. */
export function engineFor(asked: EngineName | undefined, { recipe }: Problem): RecipeEngine {
  if (asked === 'tensorflow')
    throw new InputError('engine tensorflow: not for this program; use --engine simd or strict');
  const reason = unfit(recipe);
  if (asked === 'simd' && reason !== undefined) throw new InputError(`setting ${reason}; or use --engine strict`);
  const engine = asked ?? (reason === undefined ? 'simd' : 'strict');
  if (engine === 'strict' && recipe.skips) {
    throw new InputError('setting skip=true: the strict engine leaves nothing out; use --engine simd, or skip=false');
  }
  return engine;
}

/** Why a recipe has ended, which the iteration alone decides. */
export type Done = (at: Pick<State, 'iteration'>) => string | undefined;

/** The stages of a step and, on the fast engine, a run in place on any number of threads. */
export function partsOf(problem: Problem, engine: RecipeEngine, threads: number, done: Done) {
  if (engine === 'strict') return { stages: recipeStages(problem) };
  return {
    stages: simdStages(problem),
    open: (state: State) => {
      const cursor = new SimdCursor(problem, state, threads);
      return Object.assign(cursor, { done: () => done(cursor) });
    },
  };
}

/** A state in the precision that an engine keeps it in. */
export const inPrecisionOf = (engine: RecipeEngine, state: State): State =>
  engine === 'strict' ? state : { ...state, values: singles(state.values) };
