import type { Frame } from './strict.js';

const f32 = Math.fround;
/** Side of the uniform window, in pixels. */
export const WINDOW = 8;
const HALF = WINDOW / 2;
const AREA = WINDOW * WINDOW;
const C1 = f32(f32(0.01) * f32(0.01));
const C2 = f32(f32(0.03) * f32(0.03));

/** The number of windows that fit, over the three channels. */
export const windowCount = ({ width, height }: Frame): number => 3 * (width - WINDOW) * (height - WINDOW);

/**
 * Mean structural similarity of two [height, width, 3] images in [0, 1], in single precision and in the order of the
 * reference program: channel by channel, windows in raster order, each in two passes (means, then population variances).
 *
 * Source: Wang et al. 2004, with a uniform 8x8 window on rows y-4 .. y+3 and columns x-4 .. x+3.
 */
export function meanSsim(a: Float32Array, b: Float32Array, frame: Frame): number {
  const { width, height } = frame;
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) {
    for (let y = HALF; y < height - HALF; y++) {
      for (let x = HALF; x < width - HALF; x++) {
        sum = f32(sum + windowSsim(a, b, ((y - HALF) * width + x - HALF) * 3 + channel, width * 3));
      }
    }
  }
  return f32(sum / windowCount(frame));
}

function windowSsim(a: Float32Array, b: Float32Array, first: number, stride: number): number {
  let sumA = 0;
  let sumB = 0;
  for (let row = 0; row < WINDOW; row++) {
    for (let i = first + row * stride, column = 0; column < WINDOW; column++, i += 3) {
      sumA = f32(sumA + a[i]);
      sumB = f32(sumB + b[i]);
    }
  }
  const meanA = f32(sumA / AREA);
  const meanB = f32(sumB / AREA);
  let varianceA = 0;
  let varianceB = 0;
  let covariance = 0;
  for (let row = 0; row < WINDOW; row++) {
    for (let i = first + row * stride, column = 0; column < WINDOW; column++, i += 3) {
      const da = f32(a[i] - meanA);
      const db = f32(b[i] - meanB);
      varianceA = f32(varianceA + f32(da * da));
      varianceB = f32(varianceB + f32(db * db));
      covariance = f32(covariance + f32(da * db));
    }
  }
  varianceA = f32(varianceA / AREA);
  varianceB = f32(varianceB / AREA);
  covariance = f32(covariance / AREA);
  const numerator = f32(f32(f32(f32(2 * meanA) * meanB) + C1) * f32(f32(2 * covariance) + C2));
  const means = f32(f32(f32(meanA * meanA) + f32(meanB * meanB)) + C1);
  return f32(numerator / f32(means * f32(f32(varianceA + varianceB) + C2)));
}
