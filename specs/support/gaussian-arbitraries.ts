import fc from 'fast-check';
import type { AxisGaussians } from '../../src/gaussian/strict.js';

const single = (min: number, max: number) =>
  fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true }).map((value) => (value === 0 ? 0 : value));

/** Mostly inside the image, at times on its border, at the clamps, or outside, whence a Gaussian may still reach in. */
const coordinate = fc.oneof({ weight: 6, arbitrary: single(0, 1) }, fc.constantFrom(0, 1), single(-0.5, 1.5));
const deviation = fc.oneof({ weight: 6, arbitrary: single(0.005, 0.3) }, fc.constantFrom(0.001, 0.5).map(Math.fround));
const channel = fc.oneof({ weight: 6, arbitrary: single(0, 1) }, fc.constantFrom(0, 1));

const one = fc.tuple(coordinate, coordinate, deviation, deviation, channel, channel, channel);

const columns = (rows: readonly (readonly number[])[], from: number, to: number) =>
  Float32Array.from(rows.flatMap((row) => row.slice(from, to)));

/** `least` to `most` axis-aligned Gaussians in single precision. */
export const axisGaussians = (most: number, least = 1): fc.Arbitrary<AxisGaussians> =>
  fc.array(one, { minLength: least, maxLength: most }).map((all) => ({
    position: columns(all, 0, 2),
    scale: columns(all, 2, 4),
    color: columns(all, 4, 7),
  }));

/** Images that have room for an SSIM window, mostly not square. */
export const frames = fc.record({ width: fc.integer({ min: 9, max: 40 }), height: fc.integer({ min: 9, max: 40 }) });
