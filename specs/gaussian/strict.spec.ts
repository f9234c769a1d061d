import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { psnr } from '../../src/gaussian/measure.js';
import { backwardModel, lossModel, renderModel } from '../../src/gaussian/model.js';
import { testImage } from '../../src/gaussian/scene.js';
import { type AxisGaussians, backward, imageGradient, loss, render } from '../../src/gaussian/strict.js';
import { pullback, whiten } from '../../src/gaussian/whitening.js';
import type { Tensor } from '../../src/tensor.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { goldenState } from '../support/gaussian.js';
import { axisGaussians, frames } from '../support/gaussian-arbitraries.js';
import { distanceTo, relativeError } from '../support/simd-scene.js';

belongsTo('gaussian', 'strict arithmetic', 'render, loss, backward');

const FRAME = { width: 64, height: 64 };
const target = testImage(FRAME);

function golden(iteration: number): AxisGaussians {
  const { values } = goldenState(iteration);
  const data = (name: string) => (values[name] as Tensor<Float32Array>).data;
  return { position: data('position'), scale: data('scale'), color: data('color') };
}

/** The golden table. Its header names one column more than its rows have. */
const COVERAGE = readFileSync(
  new URL('../../golden/gaussian/coverage_with_and_without_cutoff.csv', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [state, published, , uncovered, without, withoutPsnr, far, farUncovered] = line.split(',');
    const iteration = Number(state.slice(-10, -4));
    return {
      iteration,
      published,
      without,
      withoutPsnr,
      far,
      uncovered: Number(uncovered),
      farUncovered: Number(farUncovered),
    };
  });

const one = (position: number[], scale: number[], color: number[]): AxisGaussians => ({
  position: Float32Array.from(position),
  scale: Float32Array.from(scale),
  color: Float32Array.from(color),
});

describe('render', () => {
  it('draws up to the cutoff and leaves the rest black', () => {
    // a standard deviation of one pixel around pixel (0, 0): pixel (x, 0) lies at distance x^2
    const { weight, image } = render(one([0, 0], [1 / 16, 1 / 16], [0.25, 0.5, 0.75]), { width: 16, height: 16 });
    expect(Array.from(weight.subarray(0, 5))).toEqual(
      [1, Math.exp(-0.5), Math.exp(-2), Math.exp(-4.5), 0].map(Math.fround),
    );
    // a quotient of two rounded numbers, so within two units in the last place of the color
    for (let x = 0; x < 4; x++) expect(Math.abs(image[3 * x + 2] - 0.75)).toBeLessThan(1.2e-7);
    expect(Array.from(image.subarray(12, 15))).toEqual([0, 0, 0]);
  });

  it('draws a Gaussian that lies on the cutoff', () => {
    const round = one([0, 0], [1 / 16, 1 / 16], [1, 1, 1]);
    expect(render(round, { width: 16, height: 16 }, 9).weight[3]).toBeGreaterThan(0);
    expect(render(round, { width: 16, height: 16 }, 8.999).weight[3]).toBe(0);
  });

  it('takes a cutoff in single precision, as the reference program does', () => {
    const [x] = Float32Array.of(Math.sqrt(12.3));
    const distance = Math.fround(x * x);
    expect(distance).not.toBe(12.3);
    const gaussian = one([-x / 16, 0], [1 / 16, 1 / 16], [1, 1, 1]);
    for (const cutoff of [distance, distance * (1 - 1e-10)]) {
      expect(render(gaussian, { width: 16, height: 16 }, cutoff).weight[0]).toBeGreaterThan(0);
    }
  });

  it('lets distant weights vanish, whatever the cutoff', () => {
    const { weight, image } = render(one([0, 0], [0.001, 0.001], [1, 1, 1]), { width: 64, height: 64 }, 1000);
    expect(weight.filter((value) => value > 0)).toHaveLength(1);
    expect(image.every(Number.isFinite)).toBe(true);
  });
});

describe('loss', () => {
  it('is zero for the target itself, and its SSIM 1', () => {
    const weight = new Float32Array(64 * 64).fill(1);
    expect(loss({ weight, image: target }, target, FRAME)).toEqual({
      loss: 0,
      l1: 0,
      l2: 0,
      ssim: 1,
      uncovered: 0,
      l2_covered: 0,
      l2_uncovered: 0,
    });
  });

  it('is that of the golden states, with the golden coverage, at cutoffs of 3.5 and of 5 sigma', () => {
    const measured = COVERAGE.map(({ iteration }) => {
      const [near, far] = [12.25, 25].map((cutoff) => loss(render(golden(iteration), FRAME, cutoff), target, FRAME));
      return [near.loss.toFixed(6), near.uncovered, far.loss.toFixed(6), far.uncovered];
    });
    attachTable('coverage', [['loss', 'uncovered', 'loss at 5 sigma', 'uncovered at 5 sigma'], ...measured]);
    expect(measured).toEqual(
      COVERAGE.map(({ published, uncovered, far, farUncovered }) => [published, uncovered, far, farUncovered]),
    );
  });

  it('is the golden one in double precision too, and without a cutoff', () => {
    const measured = COVERAGE.map(({ iteration }) => {
      const gaussians = golden(iteration);
      const shapes = { ...gaussians, whitening: whiten({ covariance: 'axis', scale: gaussians.scale }) };
      const drawn = renderModel(shapes, { renderer: 'softmax', eps: 0, cutoff: 12.25 }, FRAME);
      const { loss, l2, uncovered } = lossModel(drawn, target, 'l2', FRAME);
      return [loss.toFixed(6), psnr(l2).toFixed(3), uncovered];
    });
    expect(measured).toEqual(COVERAGE.map(({ without, withoutPsnr, uncovered }) => [without, withoutPsnr, uncovered]));
  });
});

describe('the gradient', () => {
  const cases = fc.record({ frame: frames, gaussians: axisGaussians(12), cutoff: fc.constantFrom(9, 12.25, 25) });

  it('agrees with the double-precision model', () => {
    const law = fc.property(cases, ({ frame, gaussians, cutoff }) => {
      const whitening = whiten({ covariance: 'axis', scale: gaussians.scale });
      const shapes = { ...gaussians, whitening };
      // no pixel so near the cutoff that rounding decides whether it is drawn
      fc.pre(distanceTo(cutoff, shapes, { renderer: 'normalized', ...frame }) > 1e-3);
      const goal = testImage(frame);
      const rendered = render(gaussians, frame, cutoff);
      const single = backward(gaussians, rendered, imageGradient(rendered.image, goal), frame, cutoff);
      const settings = { renderer: 'normalized', eps: 0, cutoff } as const;
      const drawn = renderModel(shapes, settings, frame);
      const { imageGradient: gradient, ...terms } = lossModel(drawn, goal, 'l2', frame);
      const { sums, color } = backwardModel(shapes, drawn, gradient, settings, frame);
      const exact = { ...pullback({ covariance: 'axis', scale: gaussians.scale }, sums), color };
      expect(Math.abs(loss(rendered, goal, frame).loss / terms.loss - 1)).toBeLessThan(1e-5);
      for (const name of ['position', 'scale', 'color'] as const) {
        fc.pre(exact[name].some((value) => Math.abs(value) > 1e-6));
        // rounding by 6e-8 an operation; d up to 25 enters an exponent, and the terms of a sum partly cancel
        expect(relativeError(single[name], exact[name]), name).toBeLessThan(1e-4);
      }
    });
    fc.assert(law, { seed: 42, numRuns: 40 });
  });

  it('is zero for a Gaussian that no pixel sees', () => {
    const gaussians = one([0.5, 0.5, 9, 9], [0.1, 0.1, 0.1, 0.1], [1, 0, 0, 0, 1, 0]);
    const rendered = render(gaussians, FRAME);
    const { position, scale, color } = backward(gaussians, rendered, imageGradient(rendered.image, target), FRAME);
    expect([...position.subarray(2), ...scale.subarray(2), ...color.subarray(3)]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(color[0]).not.toBe(0);
  });

  it('has no share of a weight below 1e-10, as in the reference program', () => {
    // one standard deviation is a pixel: pixel (7, 0) at distance 49 has a weight of 2e-11
    const gaussians = one([0, 0], [1 / 16, 1 / 16], [1, 1, 1]);
    const frame = { width: 16, height: 16 };
    const rendered = render(gaussians, frame, 60);
    expect(rendered.weight[7]).toBeGreaterThan(0);
    const gradient = new Float32Array(16 * 16 * 3);
    gradient.fill(1, 21, 24);
    expect(Array.from(backward(gaussians, rendered, gradient, frame, 60).color)).toEqual([0, 0, 0]);
  });
});
