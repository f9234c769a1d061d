import type { Similarity } from './similarity.js';

/** A gray image as cameras give it, row-major [height, width]. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Takes a pixel of an area of interest to the image: x = m0 u + m1 v + m2, y = m3 u + m4 v + m5. Row-major [2, 3]. */
export type Warp = Float64Array;

/** The side of the area that holds a whole patch around each position of a window. */
export const areaSide = (window: number, patch: number): number => window + patch - 1;

/** The warp whose area of interest has a landmark at its centre, by the similarity from the reference frame to the image. */
export function warpOf(x: number, y: number, toImage: Similarity, side: number): Warp {
  const center = (side - 1) / 2;
  const [m0, m1, m3, m4] = toImage;
  return Float64Array.of(m0, m1, x - m0 * center - m1 * center, m3, m4, y - m3 * center - m4 * center);
}

/** An image's gray values, 0 to 255, at the pixels of an area of interest: [side, side]. Zero outside the image. */
export type Sample = (image: GrayImage, warp: Warp, side: number) => Float64Array;

/**
 * Sampling as OpenCV's warpAffine does it with INTER_LINEAR: the warp in single precision, positions in whole 1/32 of a
 * pixel, composed of two parts in 1/1024 that are rounded on their own, halves to even. The values are exact.
 */
export function sampleOpenCv(image: GrayImage, warp: Warp, side: number): Float64Array {
  const [m0, m1, m2, m3, m4, m5] = warp.map(Math.fround);
  return sampled(image, side, (u, v) => [
    Math.floor((halfEven(1024 * (m1 * v + m2)) + 16 + halfEven(1024 * m0 * u)) / 32) / 32,
    Math.floor((halfEven(1024 * (m4 * v + m5)) + 16 + halfEven(1024 * m3 * u)) / 32) / 32,
  ]);
}

/** Bilinear sampling at the very positions. */
export function sampleBilinear(image: GrayImage, [m0, m1, m2, m3, m4, m5]: Warp, side: number): Float64Array {
  return sampled(image, side, (u, v) => [m0 * u + m1 * v + m2, m3 * u + m4 * v + m5]);
}

function sampled(
  { width, height, data }: GrayImage,
  side: number,
  position: (u: number, v: number) => readonly [x: number, y: number],
): Float64Array {
  const gray = (x: number, y: number) => (x >= 0 && x < width && y >= 0 && y < height ? data[y * width + x] : 0);
  const area = new Float64Array(side * side);
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      const [x, y] = position(u, v);
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - left, y - top];
      const upper = (1 - fx) * gray(left, top) + fx * gray(left + 1, top);
      const lower = (1 - fx) * gray(left, top + 1) + fx * gray(left + 1, top + 1);
      area[v * side + u] = (1 - fy) * upper + fy * lower;
    }
  }
  return area;
}

/** The nearest whole number, the even one of two. */
function halfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return rest < 0.5 ? floor : floor + 1;
}
