import type { Value, Values } from '../../solver.js';
import { doubles, square } from '../arrays.js';
import { doubled } from '../recipe/pool.js';
import type { Level, Recipe } from '../recipe/recipe.js';
import { momentsOf } from '../recipe/update.js';
import type { Plane } from './level.js';

const PLANES = { 'm.params': 'firstMoment', 'v.params': 'secondMoment' } as const;

/** The moments that a recipe's optimizer keeps: by name in a state, and where the kernel has them. */
export const moments = (recipe: Recipe): readonly (readonly [name: string, plane: Plane])[] =>
  momentsOf(recipe).map((name) => [name, PLANES[name as keyof typeof PLANES]]);

/** A state in single precision. */
export function singles(values: Values): Values {
  const single = (value: Value) =>
    typeof value === 'object' && value.data instanceof Float64Array ? square(Float32Array.from(value.data)) : value;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, single(value)]));
}

/** Values after the last step of a level, on the grid of the next one, where the optimizer starts afresh. */
export function onto(values: Values, recipe: Recipe, from: Level, to: Level): Values {
  const { count } = from.mask;
  const params = doubles(values, 'params');
  const moved = Float32Array.from(to.mask.count === 2 * count ? doubled(params, count) : params);
  const fresh = momentsOf(recipe).map((name) => [name, square(new Float32Array(moved.length))]);
  return { ...values, params: square(moved), ...Object.fromEntries(fresh), t: 0 };
}
