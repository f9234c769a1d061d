import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eigenSymmetric, inverted } from '../../../src/clnf/faces/linear-algebra.js';
import { belongsTo } from '../../support/allure.js';
import { worst } from '../../support/clnf.js';

belongsTo('clnf', 'rendered faces', 'linear algebra');

const product = (a: Float64Array, b: Float64Array, n: number) =>
  Float64Array.from({ length: n * n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[Math.floor(i / n) * n + k] * b[k * n + (i % n)];
    return sum;
  });
const transposed = (a: Float64Array, n: number) => a.map((_, i) => a[(i % n) * n + Math.floor(i / n)]);
const diagonal = (n: number, of: (i: number) => number) =>
  Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? of(i / (n + 1)) : 0));
const sizes = fc.integer({ min: 1, max: 6 });
const square = (n: number) => fc.float64Array({ minLength: n * n, maxLength: n * n, min: -1, max: 1, noNaN: true });
const runs = { seed: 42, numRuns: 100 };

describe('a matrix', () => {
  it('times its inverse is the identity', () => {
    const wellPosed = sizes.chain((n) =>
      square(n).map((a) => ({ n, a: a.map((x, i) => x + (i % (n + 1) === 0 ? 8 : 0)) })),
    );
    fc.assert(
      fc.property(wellPosed, ({ n, a }) => {
        expect(
          worst(
            product(a, inverted(a, n), n),
            diagonal(n, () => 1),
          ),
        ).toBeLessThan(1e-14);
      }),
      runs,
    );
  });

  it('is inverted though there is a zero where elimination begins', () => {
    expect([...inverted(Float64Array.of(0, 2, 4, 0), 2)]).toEqual([0, 0.25, 0.5, 0]);
  });

  it('that is singular is refused', () => {
    expect(() => inverted(Float64Array.of(1, 2, 2, 4), 2)).toThrow('the matrix is singular');
  });

  it('that is symmetric is made up of its eigenvalues and orthonormal eigenvectors, largest first', () => {
    const symmetric = sizes.chain((n) =>
      square(n).map((a) => ({ n, a: a.map((x, i) => (x + transposed(a, n)[i]) / 2) })),
    );
    fc.assert(
      fc.property(symmetric, ({ n, a }) => {
        const { values, vectors } = eigenSymmetric(a, n);
        expect(
          worst(
            product(vectors, transposed(vectors, n), n),
            diagonal(n, () => 1),
          ),
        ).toBeLessThan(1e-13);
        const again = product(
          product(
            vectors,
            diagonal(n, (i) => values[i]),
            n,
          ),
          transposed(vectors, n),
          n,
        );
        // off the diagonal squares of up to 1e-22 are left
        expect(worst(again, a)).toBeLessThan(1e-10);
        expect([...values].sort((x, y) => y - x)).toEqual([...values]);
      }),
      runs,
    );
  });
});
