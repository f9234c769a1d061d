import type { Neuron, Patch } from './model/model.js';

/** Neurons that weigh no more than this are left out of the sum, as in OpenFace. */
export const LEAST_ALPHA = 1e-4;

/** A patch less its mean, divided by its Euclidean norm; a constant patch becomes zeros. */
export function normalizePatch(patch: Float64Array): Float64Array {
  let sum = 0;
  for (const value of patch) sum += value;
  const mean = sum / patch.length;
  const normalized = patch.map((value) => value - mean);
  let square = 0;
  for (const value of normalized) square += value * value;
  const norm = square > 0 ? Math.sqrt(square) : 1;
  return normalized.map((value) => value / norm);
}

/** A neuron's answer to a normalized patch: 2 alpha / (1 + exp(-z)), z = norm (weights . patch) + bias. */
export function activation({ norm, bias, alpha, weights }: Neuron, patch: Float64Array): number {
  let correlation = 0;
  for (let i = 0; i < patch.length; i++) correlation += weights[i] * patch[i];
  return (2 * alpha) / (1 + Math.exp(-(norm * correlation + bias)));
}

/** The sum of a patch expert's neurons at each position of a window over an area of interest: [window, window]. */
export function neuronSums(
  area: Float64Array,
  window: number,
  { width, neurons }: Patch,
  steps: { readonly normalize: typeof normalizePatch; readonly activation: typeof activation },
): Float64Array {
  const side = window + width - 1;
  const active = neurons.filter(({ alpha }) => alpha > LEAST_ALPHA);
  const sums = new Float64Array(window * window);
  const patch = new Float64Array(width * width);
  for (let y = 0; y < window; y++) {
    for (let x = 0; x < window; x++) {
      for (let row = 0; row < width; row++) {
        const start = (y + row) * side + x;
        patch.set(area.subarray(start, start + width), row * width);
      }
      const normalized = steps.normalize(patch);
      for (const neuron of active) sums[y * window + x] += steps.activation(neuron, normalized);
    }
  }
  return sums;
}
