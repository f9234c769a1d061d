import { randomGaussians, testImage } from '../../src/gaussian/scene.js';
import { type RasterizerOptions, SimdRasterizer, type SimdShapes } from '../../src/gaussian/simd.js';
import { whiten } from '../../src/gaussian/whitening.js';

/** Gaussians of one size each but of unlike axes; turned at will. Whitenings are rounded as the kernel rounds them. */
export function randomShapes(count: number, seed: number, sheared: boolean) {
  const { position, scale, color } = randomGaussians(count, seed);
  for (let i = 0; i < count; i++) scale[2 * i + 1] *= 0.5 + (i % 5) / 4;
  const rotation = Float32Array.from({ length: count }, (_, i) => 0.3 + 1.7 * i);
  const whitening = whiten(sheared ? { covariance: 'rotation', scale, rotation } : { covariance: 'axis', scale });
  return { position, whitening: Float64Array.from(Float32Array.from(whitening)), color };
}

export type Scene = Omit<RasterizerOptions, 'target' | 'count' | 'gradient'> & { readonly gradient?: 'l2' | 'full' };

/** A rasterizer against the built-in test image. */
export function rasterizer(scene: Scene, count: number): SimdRasterizer {
  return new SimdRasterizer({ gradient: 'full', ...scene, count, target: testImage(scene) });
}

/** Everything that a step gives, copied. */
export function stepOf(rasterizer: SimdRasterizer, shapes: SimdShapes) {
  const terms = rasterizer.step(shapes, true);
  return { terms, sums: rasterizer.sums.slice(), color: rasterizer.colorGradient.slice() };
}

/** How near the d of any pixel and Gaussian comes to `boundary`. */
export function distanceTo(boundary: number, shapes: SimdShapes, scene: Scene): number {
  let nearest = Infinity;
  for (let i = 0; i < shapes.position.length / 2; i++) {
    const [a, b, c] = [0, 1, 2].map((k) => shapes.whitening[3 * i + k]);
    for (let y = 0; y < scene.height; y++) {
      const dy = y / scene.height - shapes.position[2 * i + 1];
      for (let x = 0; x < scene.width; x++) {
        const dx = x / scene.width - shapes.position[2 * i];
        const v = b * dx + c * dy;
        nearest = Math.min(nearest, Math.abs(a * dx * (a * dx) + v * v - boundary));
      }
    }
  }
  return nearest;
}

/** |a - b| / |b| over all entries. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) * (a[i] - b[i]);
    size += b[i] * b[i];
  }
  return Math.sqrt(difference / size);
}

/** The largest |a - b|. */
export function largestError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
