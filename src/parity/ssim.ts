import type { Image } from '../image/image.js';

const RADIUS = 5;
const SIGMA = 1.5;
const C1 = 0.01 * 0.01;
const C2 = 0.03 * 0.03;

const KERNEL = ((): Float64Array => {
  const weights = Float64Array.from({ length: 2 * RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - RADIUS) * (i - RADIUS)) / (2 * SIGMA * SIGMA)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
})();

/** Peak signal-to-noise ratio in dB of samples in [0, 1], over all channels; infinite where the images are equal. */
export function peakSignalToNoise(a: Image, b: Image): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i] - b.data[i]) * (a.data[i] - b.data[i]);
  return -10 * Math.log10(sum / a.data.length);
}

/**
 * Structural similarity of images of one size with samples in [0, 1]: the mean over channels and over all Gaussian windows
 * (11 x 11, standard deviation 1.5 pixels) that lie in the image. Undefined where none does.
 *
 * Source: Wang, Bovik, Sheikh and Simoncelli, Image quality assessment, IEEE TIP 13(4), 2004.
 */
export function structuralSimilarity(a: Image, b: Image): number | undefined {
  if (Math.min(a.width, a.height) < KERNEL.length) return undefined;
  let sum = 0;
  for (let channel = 0; channel < a.channels; channel++) sum += similarity(plane(a, channel), plane(b, channel), a);
  return sum / a.channels;
}

const plane = ({ data, channels }: Image, channel: number): Float64Array =>
  Float64Array.from({ length: data.length / channels }, (_, pixel) => data[pixel * channels + channel]);

function similarity(a: Float64Array, b: Float64Array, size: { width: number; height: number }): number {
  const product = (x: Float64Array, y: Float64Array) => x.map((value, i) => value * y[i]);
  const [meanA, meanB] = [blurred(a, size), blurred(b, size)];
  const [squareA, squareB] = [blurred(product(a, a), size), blurred(product(b, b), size)];
  const both = blurred(product(a, b), size);
  let sum = 0;
  for (let i = 0; i < both.length; i++) {
    const [x, y] = [meanA[i], meanB[i]];
    const spread = squareA[i] - x * x + (squareB[i] - y * y);
    sum += ((2 * x * y + C1) * (2 * (both[i] - x * y) + C2)) / ((x * x + y * y + C1) * (spread + C2));
  }
  return sum / both.length;
}

/** The weighted means of the windows that lie in the image, along rows and then along columns. */
function blurred(values: Float64Array, { width, height }: { width: number; height: number }): Float64Array {
  const columns = width - 2 * RADIUS;
  const rows = height - 2 * RADIUS;
  const across = new Float64Array(columns * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < KERNEL.length; k++) sum += KERNEL[k] * values[y * width + x + k];
      across[y * columns + x] = sum;
    }
  }
  const means = new Float64Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < KERNEL.length; k++) sum += KERNEL[k] * across[(y + k) * columns + x];
      means[y * columns + x] = sum;
    }
  }
  return means;
}
