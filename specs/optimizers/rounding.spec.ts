import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exact, powi } from '../../src/optimizers/rounding.js';

it.each([
  [0.9, 0, 1],
  [0, 0, 1],
  [0, 7, 0],
  [0.5, 10, 0.0009765625],
  [-2, 5, -32],
  [3, 20, 3486784401],
])('powi(%d, %d) is %d', (base, exponent, power) => {
  expect(powi(base, exponent, exact)).toBe(power);
});

it('powi rounds after each product, the squares included', () => {
  const b = Math.fround(0.999);
  const b2 = Math.fround(b * b);
  const b4 = Math.fround(b2 * b2);
  expect(powi(b, 7, Math.fround)).toBe(Math.fround(Math.fround(b * b2) * b4));
});

it('powi multiplies whole powers exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: -9, max: 9 }), fc.nat(15), (base, exponent) => {
      let product = 1;
      for (let i = 0; i < exponent; i++) product *= base;
      expect(powi(base, exponent, exact)).toBe(product);
    }),
    { seed: 42, numRuns: 200 },
  );
});
