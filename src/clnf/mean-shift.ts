import type { Similarity } from './similarity.js';

/** Where a landmark of the current shape lies in the response map of a window around its base shape: [2, n], x before y. */
export function windowCoordinates(
  shape: Float64Array,
  base: Float64Array,
  [a, b, c, d]: Similarity,
  window: number,
): Float64Array {
  const n = shape.length / 2;
  const half = (window - 1) >> 1;
  const coordinates = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const [x, y] = [shape[i] - base[i], shape[n + i] - base[n + i]];
    coordinates[i] = a * x + b * y + half;
    coordinates[n + i] = c * x + d * y + half;
  }
  return coordinates;
}

/** A window coordinate moved into the response map. */
export const clampedTo = (window: number, coordinate: number): number =>
  Math.max(0, Math.min(window - 0.1, coordinate));

/** The centre of the kernel: the coordinate rounded to 0.1, for which OpenFace keeps a table of kernels. */
export const kernelCenter = (coordinate: number): number => Math.floor(coordinate / 0.1 + 0.5) * 0.1;

const kernel = (distance: number, sigma: number): number => Math.exp((-0.5 * distance * distance) / (sigma * sigma));

/** The density of a response map about (x, y): its values weighted by a Gaussian of deviation sigma, and their first moments. */
export function density(
  map: ArrayLike<number>,
  window: number,
  x: number,
  y: number,
  sigma: number,
): { readonly sum: number; readonly x: number; readonly y: number } {
  const across = new Float64Array(window);
  for (let column = 0; column < window; column++) across[column] = kernel(x - column, sigma);
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let row = 0, at = 0; row < window; row++) {
    const down = kernel(y - row, sigma);
    for (let column = 0; column < window; column++, at++) {
      const value = map[at] * across[column] * down;
      sum += value;
      sumX += value * column;
      sumY += value * row;
    }
  }
  return { sum, x: sumX, y: sumY };
}

/** The mean shift of a landmark at a clamped window coordinate (x, y), in pixels of the reference frame. */
export function meanShift(
  map: ArrayLike<number>,
  window: number,
  x: number,
  y: number,
  sigma: number,
): [x: number, y: number] {
  const about = density(map, window, kernelCenter(x), kernelCenter(y), sigma);
  return [about.x / about.sum - x, about.y / about.sum - y];
}

/** A shift of the reference frame as a shift of the image. */
export const shiftToImage = (x: number, y: number, [a, b, c, d]: Similarity): [x: number, y: number] => [
  a * x + b * y,
  c * x + d * y,
];
