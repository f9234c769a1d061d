import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import type { Tensorflow } from '../kernels/tensorflow.js';
import type { Frame } from './strict.js';

/** Side of the uniform window, in pixels. */
export const WINDOW = 8;
const CHANNELS = 3;
const C1 = 0.01 * 0.01;
const C2 = 0.03 * 0.03;

/** Of two images, for each place, what holds in the window that begins there. */
interface Moments {
  readonly meanA: Tensor1D;
  readonly meanB: Tensor1D;
  readonly varianceA: Tensor1D;
  readonly varianceB: Tensor1D;
  readonly covariance: Tensor1D;
}

/**
 * Mean structural similarity, differentiable in both images, over the 8x8 windows whose first row is one of
 * 0 .. height - 9 and whose first column is one of 0 .. width - 9. The images are [height, width, 3] in [0, 1], given as
 * one run of values.
 *
 * Source: Wang et al. 2004, uniform window, population variances.
 */
export function meanSsim(tf: Tensorflow, a: Tensor1D, b: Tensor1D, frame: Frame): Scalar {
  const none: Tensor1D = tf.zeros(a.shape);
  let windows: Moments = { meanA: a, meanB: b, varianceA: none, varianceB: none, covariance: none };
  for (const distance of [CHANNELS, CHANNELS * frame.width]) {
    for (let joined = 1; joined < WINDOW; joined *= 2) windows = joinPairs(tf, windows, joined * distance);
  }
  const { meanA, meanB, varianceA, varianceB, covariance } = windows;
  const luminance = tf.add(tf.mul(tf.mul(meanA, meanB), 2), C1);
  const structure = tf.add(tf.mul(covariance, 2), C2);
  const luminances = tf.add(tf.add(tf.mul(meanA, meanA), tf.mul(meanB, meanB)), C1);
  const variances = tf.add(tf.add(varianceA, varianceB), C2);
  const similarity = tf.div(tf.mul(luminance, structure), tf.mul(luminances, variances));
  const shares = windowShares(frame).subarray(0, similarity.size);
  return tf.sum(tf.mul(similarity, tf.tensor1d(shares)));
}

/**
 * Joins each window with the one `distance` values on. The variance of a whole is the mean of its halves' variances plus
 * the variance of their means (Chan, Golub and LeVeque 1983), so that nothing cancels in single precision, as it would in
 * E[a²] - E[a]².
 */
function joinPairs(tf: Tensorflow, windows: Moments, distance: number): Moments {
  const size = windows.meanA.size - distance;
  const half = (field: Tensor1D, first: number): Tensor1D => tf.slice(field, [first], [size]);
  const mean = (field: Tensor1D): Tensor1D => tf.mul(tf.add(half(field, 0), half(field, distance)), 0.5);
  const spread = (field: Tensor1D): Tensor1D => tf.mul(tf.sub(half(field, 0), half(field, distance)), 0.5);
  const a = spread(windows.meanA);
  const b = spread(windows.meanB);
  return {
    meanA: mean(windows.meanA),
    meanB: mean(windows.meanB),
    varianceA: tf.add(mean(windows.varianceA), tf.mul(a, a)),
    varianceB: tf.add(mean(windows.varianceB), tf.mul(b, b)),
    covariance: tf.add(mean(windows.covariance), tf.mul(a, b)),
  };
}

/** What each window counts for in the mean; none where a window would run over the end of a row, or is left out. */
function windowShares({ width, height }: Frame): Float32Array {
  const shares = new Float32Array(width * height * CHANNELS);
  const share = 1 / ((width - WINDOW) * (height - WINDOW) * CHANNELS);
  for (let y = 0; y < height - WINDOW; y++) {
    shares.fill(share, y * width * CHANNELS, (y * width + width - WINDOW) * CHANNELS);
  }
  return shares;
}
