import { stdRng } from '../random/std-rng.js';
import type { AxisGaussians, Frame } from './strict.js';

const f32 = Math.fround;

/**
 * The reference program's test image, [height, width, 3] with three equal channels in [0, 0.889]: a ramp from left to
 * right under a checkerboard of 8-pixel squares.
 */
export function testImage({ width, height }: Frame): Float32Array {
  const image = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const square = ((x >> 3) + (y >> 3)) % 2 === 0 ? f32(0.2) : 0;
      image.fill(f32(f32(f32(x / width) * f32(0.7)) + square), (y * width + x) * 3, (y * width + x + 1) * 3);
    }
  }
  return image;
}

/** The reference program's random start: per Gaussian the draws x, y, one scale for both axes in [0.01, 0.1), r, g, b. */
export function randomGaussians(count: number, seed: number): AxisGaussians {
  const uniform = stdRng(seed);
  const position = new Float32Array(2 * count);
  const scale = new Float32Array(2 * count);
  const color = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    position[2 * i] = uniform(0, 1);
    position[2 * i + 1] = uniform(0, 1);
    scale.fill(uniform(0.01, 0.1), 2 * i, 2 * i + 2);
    for (let channel = 0; channel < 3; channel++) color[3 * i + channel] = uniform(0, 1);
  }
  return { position, scale, color };
}
