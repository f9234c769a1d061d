import type { Vector } from './rounding.js';
import { positive } from './settings.js';

/** The Euclidean norm of all arrays taken as one vector, summed in double precision in the order given. */
export function globalNorm(gradients: readonly Vector[]): number {
  let sum = 0;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) sum += gradient[i] * gradient[i];
  return Math.sqrt(sum);
}

/**
 * Shortens a gradient, in place, to a global norm of `limit` where it is longer: every element is multiplied by limit / norm,
 * a factor which Float32Array rounds to single precision first. Returns the norm from before. A norm that is not finite
 * leaves the gradient alone, for no factor would mend it. Throws InputError for a limit that is not above 0.
 *
 * Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013, algorithm 1.
 */
export function clipByNorm(gradients: readonly Vector[], limit: number): number {
  positive('clipByNorm: limit', limit);
  const norm = globalNorm(gradients);
  if (!(norm > limit && norm < Infinity)) return norm;
  for (const gradient of gradients) {
    const factor = gradient instanceof Float32Array ? Math.fround(limit / norm) : limit / norm;
    for (let i = 0; i < gradient.length; i++) gradient[i] *= factor;
  }
  return norm;
}

/**
 * Puts every element of a gradient, in place, within -limit and limit; NaN stays. Returns the global norm from before.
 * Throws InputError for a limit that is not above 0.
 */
export function clipByValue(gradients: readonly Vector[], limit: number): number {
  positive('clipByValue: limit', limit);
  const norm = globalNorm(gradients);
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) gradient[i] = Math.max(-limit, Math.min(limit, gradient[i]));
  }
  return norm;
}
