import { OVERSAMPLING } from './camera.js';
import type { Look } from './look.js';
import { Pcg32 } from './pcg32.js';
import type { Canvas } from './raster.js';

/** Blur of a smaller deviation is left out. */
const LEAST_BLUR = 0.15;

/** What a camera makes of a drawn scene: half its size, exposed unevenly, blurred, and noisy. Gray values from 0 to 255. */
export function photograph(
  { width: drawnWidth, gray }: Canvas,
  width: number,
  height: number,
  look: Look,
): Float32Array {
  const exposed = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = OVERSAMPLING * (y * drawnWidth + x);
      const vignette = 1 + look.gradientX * ((2 * x) / width - 1) + look.gradientY * ((2 * y) / height - 1);
      const sum = gray[at] + gray[at + 1] + gray[at + drawnWidth] + gray[at + drawnWidth + 1];
      exposed[y * width + x] = look.exposure * Math.max(0.25, vignette) * 0.25 * sum;
    }
  }
  const image = blurred(exposed, width, height, look.blur);
  const rng = new Pcg32(look.seed >>> 0, 77);
  for (let i = 0; i < image.length; i++) {
    image[i] = Math.max(0, Math.min(255, image[i] + rng.normal(0, look.noise)));
  }
  return image;
}

/** An image blurred by a Gaussian cut off at three deviations, first across, then down; its edges go on for ever. */
function blurred(image: Float32Array, width: number, height: number, deviation: number): Float32Array {
  if (deviation < LEAST_BLUR) return image.slice();
  const reach = Math.ceil(3 * deviation);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const share = (i - reach) / deviation;
    return Math.exp(-0.5 * (share * share));
  });
  let total = 0;
  for (const weight of kernel) total += weight;
  const weights = kernel.map((weight) => weight / total);
  const across = new Float32Array(width * height);
  const result = new Float32Array(width * height);
  const within = (i: number, size: number) => (i < 0 ? 0 : i >= size ? size - 1 : i);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = -reach; i <= reach; i++) sum += weights[i + reach] * image[y * width + within(x + i, width)];
      across[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = -reach; i <= reach; i++) sum += weights[i + reach] * across[within(y + i, height) * width + x];
      result[y * width + x] = sum;
    }
  }
  return result;
}
