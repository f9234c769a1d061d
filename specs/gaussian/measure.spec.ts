import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../src/gaussian/groups.js';
import { distance, health, psnr } from '../../src/gaussian/measure.js';
import { belongsTo } from '../support/allure.js';

belongsTo('gaussian', 'columns of a row');

const bounds = { min_scale: 0.001, max_scale: 0.5 };

it.each([
  [1, 0],
  [0.1, 10],
  [0.01, 20],
  [0, Infinity],
])('an l2 of %d is a PSNR of %d dB', (l2, decibels) => {
  expect(psnr(l2)).toBeCloseTo(decibels, 12);
});

it('the length of an update is taken over all groups', () => {
  const before = { a: Float32Array.of(1, 2), b: Float64Array.of(3), unmoved: Float32Array.of(9) };
  expect(distance(before, { a: Float32Array.of(3, 2), b: Float64Array.of(6) })).toBe(Math.sqrt(13));
  expect(distance(before, before)).toBe(0);
});

describe('the health of a state', () => {
  const position = Float32Array.of(0, 0.5, 1, 0.25);
  const color = Float32Array.of(0.5, 0.5, 0.5, 0.5, 1, 0.5);

  it('is the mean and the smallest geometric mean of two deviations, and the entries at a clamp', () => {
    const params = { position, scale: Float32Array.of(0.25, 0.0625, 0.5, 0.5), color };
    expect(health(params, groupsOf({ covariance: 'axis', ...bounds }))).toEqual({
      min_scale: 0.125,
      mean_scale: 0.3125,
      at_clamp: 5,
    });
  });

  it('takes of a Cholesky factor the diagonal, whose product is the root of the determinant', () => {
    const params = { position, cholesky: Float32Array.of(0.25, 0.4, 0.0625, 0.25, -0.4, 0.25), color };
    expect(health(params, groupsOf({ covariance: 'cholesky', ...bounds }))).toEqual({
      min_scale: 0.125,
      mean_scale: 0.1875,
      at_clamp: 3,
    });
  });
});
