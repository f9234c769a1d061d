import type { Linear } from '../flare/linear.js';
import { sigmoid, sigmoids } from '../sigmoid.js';

/**
 * M = sigma(theta P), rounded as the original does where the parameters are in single precision: near 1 its sum 1 + exp(-x)
 * leaves 1 - M off by up to a thousandth, more on one side than on the other, and that sets the greyness of the mask and the
 * gradient of a saturated one.
 */
export function maskOf(params: Float32Array | Float64Array, theta: number): Float64Array {
  if (params instanceof Float64Array) return sigmoids(params, theta, 0);
  const slope = Math.fround(theta);
  return new Float64Array(params).map((value) => {
    const decay = Math.fround(Math.exp(-Math.fround(slope * value)));
    return Math.fround(1 / Math.fround(1 + decay));
  });
}

/** The image that exposes the resist: what is diffracted, less what is scattered away where that is lost, and what arrives. */
export function aerialOf(diffracted: Float64Array, scattered: Float64Array, alpha: Float64Array, lost: boolean) {
  return diffracted.map((value, i) => (lost ? 1 - alpha[i] : 1) * value + alpha[i] * scattered[i]);
}

export const resistOf = (aerial: Float64Array, steepness: number, threshold: number): Float64Array =>
  aerial.map((intensity) => sigmoid(steepness * (intensity - threshold)));

/** |g1| / (|g1| + |g2| + 1e-8), from the gradients by the mask of the sums of all diffracted and of all scattered light. */
export const sensitivityOf = (diffracted: Float64Array, scattered: Float64Array): Float64Array =>
  diffracted.map((value, i) => Math.abs(value) / (Math.abs(value) + Math.abs(scattered[i]) + 1e-8));

/** w = S / (1 + beta alpha). */
export const weightOf = (sensitivity: Float64Array, alpha: Float64Array, beta: number): Float64Array =>
  sensitivity.map((value, i) => value / (1 + beta * alpha[i]));

export const DIFFERENCES = ['central', 'forward'] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

/**
 * The derivative of an image [size, size] along one axis: `central` as numpy.gradient takes it, one-sided at both ends;
 * `forward` to the next pixel, with the last but one difference once more at the end.
 */
export function difference(kind: DifferenceKind, size: number, axis: 'x' | 'y'): Linear {
  const before = Array.from({ length: size }, (_, j) =>
    kind === 'central' ? Math.max(0, j - 1) : Math.min(j, size - 2),
  );
  const after = before.map((from, j) => (kind === 'central' ? Math.min(size - 1, j + 1) : from + 1));
  const scale = before.map((from, j) => 1 / (after[j] - from));
  const [along, across] = axis === 'x' ? [1, size] : [size, 1];
  const each = (visit: (at: number, from: number, to: number, factor: number) => void) => {
    for (let line = 0; line < size; line++) {
      const start = line * across;
      for (let j = 0; j < size; j++) {
        visit(start + j * along, start + before[j] * along, start + after[j] * along, scale[j]);
      }
    }
  };
  return {
    apply(image) {
      const out = new Float64Array(image.length);
      each((at, from, to, factor) => {
        out[at] = factor * (image[to] - image[from]);
      });
      return out;
    },
    adjoint(image) {
      const out = new Float64Array(image.length);
      each((at, from, to, factor) => {
        out[to] += factor * image[at];
        out[from] -= factor * image[at];
      });
      return out;
    },
  };
}

export interface LossTerms {
  readonly weighted_l2: number;
  readonly flare_reg: number;
  readonly bin: number;
}

/** mean(w (Z - T)^2), mean(|D F|^2) and mean(M (1 - M)). */
export function lossTerms(
  printed: Float64Array,
  target: Float64Array,
  weight: Float64Array,
  slopes: readonly Float64Array[],
  mask: Float64Array,
): LossTerms {
  let [weighted, squared, grey] = [0, 0, 0];
  for (let i = 0; i < printed.length; i++) {
    const error = printed[i] - target[i];
    weighted += weight[i] * error * error;
    for (const slope of slopes) squared += slope[i] * slope[i];
    grey += mask[i] * (1 - mask[i]);
  }
  const count = printed.length;
  return { weighted_l2: weighted / count, flare_reg: squared / count, bin: grey / count };
}

/** dL/dI of the weighted error: (2 / N) w (Z - T) steepness Z (1 - Z). */
export function errorGradient(printed: Float64Array, target: Float64Array, weight: Float64Array, steepness: number) {
  const factor = (2 / printed.length) * steepness;
  return printed.map((z, i) => factor * weight[i] * (z - target[i]) * z * (1 - z));
}

/** dL/dalpha through the weight: -(Z - T)^2 / N times beta S / (1 + beta alpha)^2. */
export function weightGradient(
  printed: Float64Array,
  target: Float64Array,
  sensitivity: Float64Array,
  alpha: Float64Array,
  beta: number,
): Float64Array {
  return printed.map((z, i) => {
    const [error, divisor] = [z - target[i], 1 + beta * alpha[i]];
    return ((-error * error) / printed.length) * ((beta * sensitivity[i]) / (divisor * divisor));
  });
}
