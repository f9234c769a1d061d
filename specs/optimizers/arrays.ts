import type { Optimizer, Vector } from '../../src/optimizers/index.js';

export const PRECISIONS = [
  ['single', Float32Array],
  ['double', Float64Array],
] as const;

/** The moments of an optimizer before its first update. */
export function zeroMoments(optimizer: Optimizer, like: Vector): Record<string, Vector> {
  return Object.fromEntries(optimizer.moments.map((name) => [name, like.map(() => 0)]));
}

/** Updates from the first on with the given gradients; gives the parameters after each of them. */
export function trajectory(optimizer: Optimizer, start: Vector, gradients: readonly Vector[], rate: number): Vector[] {
  const params = start.slice();
  const moments = zeroMoments(optimizer, params);
  return gradients.map((gradient, i) => {
    optimizer.update(params, gradient, moments, i + 1, rate);
    return params.slice();
  });
}
