import type { Stage } from '../solver.js';
import { copied, same, shaped } from './arrays.js';
import type { Descent } from './descent.js';
import { type Evaluator, floats, gradientOf, TERMS } from './evaluator.js';
import type { Group } from './groups.js';
import { distance, health, psnr } from './measure.js';

/** The columns of a row. All of them are of the state before the update, but for the two norms, which are of the update. */
export const COLUMNS = [
  ...TERMS,
  'psnr',
  'grad_norm',
  'update_norm',
  'learning_rate',
  'min_scale',
  'mean_scale',
  'at_clamp',
] as const;

const clippedOf = (group: string): string => `clipped.${group}`;
const proposedOf = (group: string): string => `proposed.${group}`;

/**
 * The stages of one iteration: render, loss, backward, clip, update, clamp. Each copies what it changes; fused.ts does the
 * same operations in place.
 */
export function stagesOf(evaluator: Evaluator, groups: readonly Group[], descent: Descent): Stage[] {
  const params = groups.map(({ name }) => name);
  const trained = descent.groups.map(({ name }) => name);
  return [
    {
      name: 'render',
      inputs: params,
      outputs: evaluator.rendered,
      run: evaluator.render,
    },
    {
      name: 'loss',
      inputs: evaluator.rendered,
      outputs: [...TERMS, 'psnr', 'image_gradient'],
      run(values) {
        const measured = evaluator.loss(values);
        return { ...measured, psnr: psnr(measured.l2 as number) };
      },
    },
    {
      name: 'backward',
      inputs: [...params, ...evaluator.rendered, 'image_gradient'],
      outputs: params.map(gradientOf),
      run: evaluator.backward,
    },
    {
      name: 'clip',
      inputs: trained.map(gradientOf),
      outputs: [...trained.map(clippedOf), 'grad_norm'],
      run(values) {
        const gradient = copied(values, trained, gradientOf);
        return { grad_norm: descent.clip(gradient), ...shaped(gradient, values, gradientOf, clippedOf) };
      },
    },
    {
      name: 'update',
      inputs: [...trained, ...trained.map(clippedOf), ...descent.moments, 't', 'iteration'],
      outputs: [...trained.map(proposedOf), ...descent.moments, 't', 'learning_rate'],
      run(values) {
        const t = (values.t as number) + 1;
        const iteration = values.iteration as number;
        const proposed = copied(values, trained);
        const moments = copied(values, descent.moments);
        const gradient = Object.fromEntries(trained.map((name) => [name, floats(values, clippedOf(name))]));
        descent.update(proposed, gradient, moments, t, iteration);
        return {
          ...shaped(proposed, values, same, proposedOf),
          ...shaped(moments, values),
          t,
          learning_rate: descent.rate(iteration),
        };
      },
    },
    {
      name: 'clamp',
      inputs: [...params, ...trained.map(proposedOf)],
      outputs: [...trained, 'update_norm', 'min_scale', 'mean_scale', 'at_clamp'],
      run(values) {
        const before = Object.fromEntries(params.map((name) => [name, floats(values, name)]));
        const after = copied(values, trained, proposedOf);
        descent.clamp(after);
        return {
          ...shaped(after, values, proposedOf),
          ...health(before, groups),
          update_norm: distance(before, after),
        };
      },
    },
  ];
}
