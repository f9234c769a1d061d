import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, pullback, type ShapeParams, SUMS, whiten } from '../../src/gaussian/whitening.js';

const POSITION = [0.4, 0.55];
/** Offsets of pixels about the center, with the weight that each has in a loss: sum of weight * sin(d). */
const PIXELS = [
  [0.11, -0.06, 0.7],
  [-0.09, 0.13, -1.1],
  [0.02, 0.17, 0.4],
  [0.15, 0.08, 1.3],
];

const shapes: ShapeParams[] = [
  { covariance: 'axis', scale: [0.11, 0.19] },
  { covariance: 'rotation', scale: [0.11, 0.19], rotation: [0.6] },
  { covariance: 'rotation', scale: [0.21, 0.13], rotation: [-2.4] },
  { covariance: 'rotation', scale: [0.12, 0.17], rotation: [0] },
  { covariance: 'cholesky', cholesky: [0.14, -0.05, 0.12] },
  { covariance: 'cholesky', cholesky: [0.1, 0.08, 0.2] },
];

/** The loss, and the sums that its derivative by d gives. */
function evaluate(params: ShapeParams, position: readonly number[]) {
  const [a, b, c] = whiten(params);
  const sums = new Float64Array(SUMS);
  let loss = 0;
  for (const [x, y, weight] of PIXELS) {
    const dx = POSITION[0] + x - position[0];
    const dy = POSITION[1] + y - position[1];
    const u = a * dx;
    const v = b * dx + c * dy;
    loss += weight * Math.sin(u * u + v * v);
    const q = weight * Math.cos(u * u + v * v);
    for (const [k, value] of [q * u, q * v, q * u * u, q * u * v, q * v * v].entries()) sums[k] += value;
  }
  return { loss, sums };
}

/** The parameters with one entry of one group changed. */
function shifted(params: ShapeParams, group: string, index: number, by: number): ShapeParams {
  const values = [...(params as unknown as Record<string, number[]>)[group]];
  values[index] += by;
  return { ...params, [group]: values };
}

describe('whitening', () => {
  it.each(shapes)('the gradient of $covariance agrees with finite differences', (params) => {
    const gradients: Record<string, Float64Array> = pullback(params, evaluate(params, POSITION).sums);
    const h = 1e-6;
    for (const [group, gradient] of Object.entries(gradients)) {
      for (let i = 0; i < gradient.length; i++) {
        const at = (by: number) =>
          group === 'position'
            ? evaluate(params, POSITION.with(i, POSITION[i] + by)).loss
            : evaluate(shifted(params, group, i, by), POSITION).loss;
        const difference = (at(h) - at(-h)) / (2 * h);
        // central differences: truncation h^2 times third derivatives of about 1e4, and rounding 1e-16 / h
        expect(Math.abs(gradient[i] - difference), `${group}[${i}]`).toBeLessThan(
          1e-6 * Math.max(1, Math.abs(difference)),
        );
      }
    }
  });

  it('the squared distance is that of the covariance', () => {
    const scale = fc.double({ min: 0.01, max: 0.5, noNaN: true });
    const angle = fc.double({ min: -7, max: 7, noNaN: true });
    const offset = fc.double({ min: -1, max: 1, noNaN: true });
    const law = fc.property(scale, scale, angle, offset, offset, (sx, sy, rotation, dx, dy) => {
      const [a, b, c] = whiten({ covariance: 'rotation', scale: [sx, sy], rotation: [rotation] });
      const along = (Math.cos(rotation) * dx + Math.sin(rotation) * dy) / sx;
      const across = (Math.cos(rotation) * dy - Math.sin(rotation) * dx) / sy;
      const d = along * along + across * across;
      const v = b * dx + c * dy;
      // b dx and c dy cancel by at most the aspect ratio, here 50, in each factor of v^2
      expect(Math.abs(a * dx * (a * dx) + v * v - d)).toBeLessThan(1e-11 * Math.max(1, d, c * dy * c * dy));
    });
    fc.assert(law, { seed: 42, numRuns: 200 });
  });

  it('a rotation by nothing and a diagonal factor whiten as the axes do', () => {
    const axis = whiten({ covariance: 'axis', scale: [0.25, 0.5] });
    expect([...axis]).toEqual([4, 0, 2]);
    for (const params of [
      { covariance: 'rotation', scale: [0.25, 0.5], rotation: [0] },
      { covariance: 'cholesky', cholesky: [0.25, 0, 0.5] },
    ] satisfies ShapeParams[]) {
      // -0 is as good as 0: either keeps the separable path
      expect([...whiten(params)].map((value) => value + 0)).toEqual([...axis]);
    }
  });

  it('every Gaussian is carried back on its own', () => {
    const one: ShapeParams = { covariance: 'cholesky', cholesky: [0.14, -0.05, 0.12] };
    const two: ShapeParams = { covariance: 'cholesky', cholesky: [0.3, 0.1, 0.2, 0.14, -0.05, 0.12] };
    const sums = evaluate(one, POSITION).sums;
    const both = pullback(two, [1, 2, 3, 4, 5, ...sums]);
    const single = pullback(one, sums);
    expect(countOf(two)).toBe(2);
    expect(both.cholesky.slice(3)).toEqual(single.cholesky);
    expect(both.position.slice(2)).toEqual(single.position);
  });
});
