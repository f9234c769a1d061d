import type { Frame } from './strict.js';
import { WINDOW, windowCount } from './strict-ssim.js';

const AREA = WINDOW * WINDOW;
const C1 = 0.0001;
const C2 = 0.0009;
/** The weight of 1 - ssim in the loss. */
const WEIGHT = 0.1;

/**
 * Mean SSIM of two [height, width, 3] images in double precision, over the windows of strict-ssim.ts. Where a gradient is
 * given, 3 * width * height times that of 0.1 (1 - ssim) by the image `a` is added to it.
 *
 * With A = 2 ma mb + C1, B = 2 cov + C2, C = ma^2 + mb^2 + C1, D = va + vb + C2 and S = AB/(CD), a window's derivative is
 * dS/da_i = (2/n) { [mb B + A (b_i - mb)] / (CD) - S [ma/C + (a_i - ma)/D] }.
 */
export function meanSsimModel(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  frame: Frame,
  gradient?: Float64Array,
): number {
  const { width, height } = frame;
  const windows = windowCount(frame);
  const factor = (-WEIGHT * 2 * (3 * width * height)) / (AREA * windows);
  const offsets = windowOffsets(width);
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < height - WINDOW; y++) {
      for (let x = 0; x < width - WINDOW; x++) {
        const first = (y * width + x) * 3 + channel;
        let meanA = 0;
        let meanB = 0;
        for (const o of offsets) {
          meanA += a[first + o];
          meanB += b[first + o];
        }
        meanA /= AREA;
        meanB /= AREA;
        let varianceA = 0;
        let varianceB = 0;
        let covariance = 0;
        for (const o of offsets) {
          const da = a[first + o] - meanA;
          const db = b[first + o] - meanB;
          varianceA += da * da;
          varianceB += db * db;
          covariance += da * db;
        }
        const A = 2 * meanA * meanB + C1;
        const B = (2 * covariance) / AREA + C2;
        const C = meanA * meanA + meanB * meanB + C1;
        const D = (varianceA + varianceB) / AREA + C2;
        const S = (A * B) / (C * D);
        sum += S;
        if (gradient === undefined) continue;
        for (const o of offsets) {
          const byMeans = (meanB * B + A * (b[first + o] - meanB)) / (C * D);
          gradient[first + o] += factor * (byMeans - S * (meanA / C + (a[first + o] - meanA) / D));
        }
      }
    }
  }
  return sum / windows;
}

function windowOffsets(width: number): number[] {
  return Array.from({ length: AREA }, (_, i) => (Math.floor(i / WINDOW) * width + (i % WINDOW)) * 3);
}
