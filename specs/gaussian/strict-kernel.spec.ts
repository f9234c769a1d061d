import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testImage } from '../../src/gaussian/scene.js';
import { type AxisGaussians, backward, type Frame, imageGradient, loss, render } from '../../src/gaussian/strict.js';
import { openStrictKernel } from '../../src/gaussian/strict-kernel.js';
import { belongsTo } from '../support/allure.js';
import { axisGaussians, frames } from '../support/gaussian-arbitraries.js';

belongsTo('gaussian', 'strict arithmetic', 'kernel');

function byTypeScript(gaussians: AxisGaussians, target: Float32Array, frame: Frame, cutoff: number) {
  const rendered = render(gaussians, frame, cutoff);
  const gradient = backward(gaussians, rendered, imageGradient(rendered.image, target), frame, cutoff);
  return { terms: loss(rendered, target, frame), gradient };
}

function byKernel(gaussians: AxisGaussians, target: Float32Array, frame: Frame, cutoff: number, threads = 1) {
  const kernel = openStrictKernel(target, frame, cutoff, threads);
  try {
    return structuredClone(kernel.evaluate({ ...gaussians }, true));
  } finally {
    kernel.close();
  }
}

const noise = (frame: Frame) =>
  fc
    .array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 })
    .map((values) => testImage(frame).map((value, i) => Math.fround(0.5 * value + 0.5 * values[i % 16])));

const scenes = frames.chain((frame) =>
  fc.record({
    frame: fc.constant(frame),
    target: fc.oneof(fc.constant(testImage(frame)), noise(frame)),
    gaussians: axisGaussians(30),
    cutoff: fc.oneof(fc.constant(12.25), fc.double({ min: 0.01, max: 40, noNaN: true })),
  }),
);

describe('the strict kernel', () => {
  it('gives the bits of the TypeScript, at any size, number of Gaussians and cutoff', () => {
    const law = fc.property(scenes, ({ frame, target, gaussians, cutoff }) => {
      // toEqual tells 0 from -0 in arrays, and so does the kernel
      expect(byKernel(gaussians, target, frame, cutoff)).toEqual(byTypeScript(gaussians, target, frame, cutoff));
    });
    fc.assert(law, { seed: 42, numRuns: 150 });
  });

  it.each([46, 100, 300, 1000])('gives them at a cutoff of %d too, where weights vanish', (cutoff) => {
    const law = fc.property(frames, axisGaussians(8), (frame, gaussians) => {
      const target = testImage(frame);
      expect(byKernel(gaussians, target, frame, cutoff)).toEqual(byTypeScript(gaussians, target, frame, cutoff));
    });
    fc.assert(law, { seed: 42, numRuns: 15 });
  });

  it('gives them on two threads', () => {
    const frame = { width: 37, height: 23 };
    const [gaussians] = fc.sample(axisGaussians(30), { seed: 42, numRuns: 1 });
    const target = testImage(frame);
    expect(byKernel(gaussians, target, frame, 12.25, 2)).toEqual(byTypeScript(gaussians, target, frame, 12.25));
  });

  it('gives them evaluation after evaluation, with and without the terms', () => {
    const frame = { width: 21, height: 30 };
    const target = testImage(frame);
    const kernel = openStrictKernel(target, frame, 12.25, 1);
    for (const gaussians of fc.sample(axisGaussians(12, 12), { seed: 42, numRuns: 8 })) {
      const { terms, gradient } = byTypeScript(gaussians, target, frame, 12.25);
      expect(kernel.evaluate({ ...gaussians }, false)).toEqual({ gradient, terms: undefined });
      expect(kernel.evaluate({ ...gaussians }, true)).toEqual({ gradient, terms });
    }
    kernel.close();
  });
});
