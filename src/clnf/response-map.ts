import { solveCholesky } from './cholesky.js';
import type { LandmarkModel, Patch } from './model/model.js';

/**
 * The smoothing components of a window: those of the expert file read last, which OpenFace keeps for all scales; none where
 * that file does not list the window.
 */
export const smoothingComponents = (
  { scales }: LandmarkModel,
  _scale: number,
  window: number,
): readonly Float32Array[] =>
  scales[scales.length - 1].smoothing.find((set) => set.window === window)?.components ?? [];

/**
 * The precision matrix of a patch expert's response map [w^2, w^2], 2 (sum(alpha) I + sum(beta_c S_c)); Sigma is its inverse.
 * Neurons too weak to be evaluated count here. After Baltrusaitis, Robinson and Morency (2014), "Continuous conditional
 * neural fields for structured regression".
 */
export function precision(
  { neurons, betas }: Patch,
  components: readonly Float32Array[],
  window: number,
): Float64Array {
  const cells = window * window;
  const matrix = new Float64Array(cells * cells);
  const alphas = neurons.reduce((sum, { alpha }) => sum + alpha, 0);
  for (let i = 0; i < cells; i++) matrix[i * cells + i] = 2 * alphas;
  for (const [c, component] of components.entries()) {
    for (let i = 0; i < matrix.length; i++) matrix[i] += 2 * betas[c] * component[i];
  }
  return matrix;
}

/** Sigma times the neurons' sums, by the Cholesky factor of Sigma's inverse. */
export const smoothed = (sums: Float64Array, factor: Float64Array): Float64Array => solveCholesky(factor, sums);

/** The map less its smallest value, where that is negative. It is not normalized. */
export function lifted(map: Float64Array): Float64Array {
  let low = 0;
  for (const value of map) low = Math.min(low, value);
  return map.map((value) => value - low);
}
