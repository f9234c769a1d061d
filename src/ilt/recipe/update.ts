import { adam, type Optimizer, sgd } from '../../optimizers/index.js';
import type { Stage, Values } from '../../solver.js';
import { doubles, norm, square } from '../arrays.js';
import { doubled } from './pool.js';
import { courseAt, type Level, levelAt, type Recipe } from './recipe.js';

/** Adam's own constant. */
export const EPS = 1e-8;

export const optimizerOf = ({ optimizer }: Recipe): Optimizer =>
  optimizer.name === 'sgd' ? sgd() : adam({ beta2: optimizer.beta2, eps: EPS });

/** What of the state the optimizer keeps, and what the best mask so far is remembered by. */
export const momentsOf = (recipe: Recipe): string[] => optimizerOf(recipe).moments.map((name) => `${name}.params`);
export const keptOf = ({ keep }: Recipe): string[] => (keep === 'best' ? ['best.params', 'best.loss'] : []);

/**
 * A step of the optimizer. The best parameters are those of before the step, as SimpleILT keeps its mask. After the last
 * step of a level the parameters go on to the next one's grid, where the optimizer starts afresh.
 */
export function updateStage(recipe: Recipe): Stage {
  const optimizer = optimizerOf(recipe);
  const moments = momentsOf(recipe);
  const ratio = recipe.optimizer.name === 'adam' ? ['eps_ratio'] : [];
  return {
    name: 'update',
    inputs: ['params', 'gradient.params', 'loss', ...moments, ...keptOf(recipe), 't', 'iteration'],
    outputs: ['params', ...moments, ...keptOf(recipe), 't', 'update_norm', 'learning_rate', 'level', ...ratio],
    run(values) {
      const { index, level, step } = levelAt(recipe, values.iteration as number);
      const rate = courseAt(level.rate, step, level.iterations);
      const before = doubles(values, 'params');
      const params = before.slice();
      const own = Object.fromEntries(
        optimizer.moments.map((name) => [name, doubles(values, `${name}.params`).slice()]),
      );
      const t = (values.t as number) + 1;
      optimizer.update(params, doubles(values, 'gradient.params'), own, t, rate);
      const isBetter = (values.loss as number) < (values['best.loss'] as number);
      return {
        ...moved(params, own, t, level, step, recipe.levels[index + 1]),
        ...(recipe.keep === 'best' && {
          'best.params': isBetter ? values.params : values['best.params'],
          'best.loss': isBetter ? values.loss : values['best.loss'],
        }),
        update_norm: norm(params.map((value, i) => value - before[i])),
        learning_rate: rate,
        level: index + 1,
        ...(ratio.length > 0 && { eps_ratio: epsRatio(own.v, t, recipe) }),
      };
    },
  };
}

/** The state after a step, on the grid of the level of the next one. */
function moved(
  params: Float64Array,
  own: Readonly<Record<string, Float64Array>>,
  t: number,
  level: Level,
  step: number,
  next: Level | undefined,
): Values {
  const isLast = next !== undefined && step + 1 === level.iterations;
  const onto = isLast && next.mask.count === 2 * level.mask.count ? doubled(params, level.mask.count) : params;
  const kept = Object.entries(own).map(([name, array]) => [
    `${name}.params`,
    square(isLast ? new Float64Array(onto.length) : array),
  ]);
  return { params: square(onto), ...Object.fromEntries(kept), t: isLast ? 0 : t };
}

/** Adam's eps against the root mean square of what it is added to, the corrected sqrt(v): above 1, the rate is no rate. */
export function epsRatio(v: Float64Array, t: number, { optimizer }: Recipe): number {
  const beta2 = optimizer.name === 'adam' ? optimizer.beta2 : 0;
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i];
  return EPS / Math.sqrt(sum / v.length / (1 - Math.exp(t * Math.log(beta2))));
}
