import { stdRng, type UniformF32 } from '../../random/std-rng.js';

/**
 * A half plane beside a grating: 1 for x < size / 2, and from there vertical lines 8 pixels wide every 16. Row-major
 * [size, size]; density 3/4. Source: the flare-aware program, branch v2, `--synthetic`.
 */
export function denseAndSparse(size: number): Uint8Array {
  const half = Math.floor(size / 2);
  return Uint8Array.from({ length: size * size }, (_, i) => {
    const x = i % size;
    return x < half || (x - half) % 16 < 8 ? 1 : 0;
  });
}

/** `count` independent normal deviates of mean 0 and variance 1, by Box and Muller's method (1958) from seeded uniforms. */
export function normals(count: number, seed: number): Float64Array {
  const uniform: UniformF32 = stdRng(seed);
  const deviates = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(0, 1)));
    const angle = 2 * Math.PI * uniform(0, 1);
    deviates[i] = radius * Math.cos(angle);
    if (i + 1 < count) deviates[i + 1] = radius * Math.sin(angle);
  }
  return deviates;
}
