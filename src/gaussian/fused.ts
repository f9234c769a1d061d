import type { Cursor, State } from '../solver.js';
import { copied, shaped } from './arrays.js';
import type { Arrays, Descent } from './descent.js';
import type { FusedEvaluator } from './evaluator.js';
import type { Group } from './groups.js';
import { distance, health, psnr } from './measure.js';

/** The step of stages.ts in place, by an engine that draws, measures and differentiates in one call. */
export function fused(engine: FusedEvaluator, groups: readonly Group[], descent: Descent, start: State): Cursor {
  const names = groups.map(({ name }) => name);
  const params = copied(start.values, names);
  const moments = copied(start.values, descent.moments);
  const before = copied(start.values, names);
  let { iteration } = start;
  let t = start.values.t as number;
  const snapshot = (arrays: Arrays) =>
    shaped(Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()])), start.values);
  return {
    advance(wanted) {
      const { gradient, terms } = engine.evaluate(params, wanted);
      if (wanted) for (const name of names) before[name].set(params[name]);
      const grad_norm = descent.clip(gradient);
      t++;
      iteration++;
      descent.update(params, gradient, moments, t, iteration);
      descent.clamp(params);
      if (terms === undefined) return undefined;
      return {
        ...terms,
        psnr: psnr(terms.l2),
        grad_norm,
        update_norm: distance(before, params),
        learning_rate: descent.rate(iteration),
        ...health(before, groups),
      };
    },
    state: () => ({ iteration, values: { ...snapshot(params), ...snapshot(moments), t } }),
    close: () => engine.close(),
  };
}
