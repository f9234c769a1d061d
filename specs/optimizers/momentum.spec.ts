import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { momentum, type Optimizer, sgd } from '../../src/optimizers/index.js';
import { PRECISIONS, trajectory, zeroMoments } from './arrays.js';

/** Descends a p^2 / 2 from p = 1 in double precision; gives p after each update. */
function descend(optimizer: Optimizer, a: number, rate: number, updates: number): number[] {
  const params = Float64Array.of(1);
  const moments = zeroMoments(optimizer, params);
  return Array.from({ length: updates }, (_, i) => {
    optimizer.update(
      params,
      params.map((p) => a * p),
      moments,
      i + 1,
      rate,
    );
    return params[0];
  });
}

describe.each(PRECISIONS)('in %s precision', (_, Type) => {
  it('SGD subtracts rate times the gradient and leaves the gradient in m', () => {
    const params = Type.of(1, 2);
    const moments = { m: Type.of(5, 6) };
    sgd().update(params, Type.of(0.5, -4), moments, 1, 0.25);
    expect([params, moments.m]).toEqual([Type.of(0.875, 3), Type.of(0.5, -4)]);
  });

  it('momentum sums a constant gradient to g (1 - mu^t) / (1 - mu)', () => {
    const gradients = [1, 2, 3, 4].map(() => Type.of(1));
    // m is 1, 1.5, 1.75, 1.875: exact in both precisions.
    expect(trajectory(momentum({ mu: 0.5 }), Type.of(0), gradients, 1).map(([p]) => -p)).toEqual([1, 2.5, 4.25, 6.125]);
  });

  it('Nesterov steps by the sum as it will be after one more such gradient', () => {
    const gradients = [1, 2, 3].map(() => Type.of(1));
    const path = trajectory(momentum({ mu: 0.5, nesterov: true }), Type.of(0), gradients, 1);
    expect(path.map(([p]) => -p)).toEqual([1.5, 3.25, 5.125]);
  });

  it('momentum without mu is SGD, with Nesterov and without', () => {
    const gradients = [Type.of(1.1), Type.of(-0.3), Type.of(7)];
    const [plain, ...others] = [sgd(), momentum({ mu: 0 }), momentum({ mu: 0, nesterov: true })].map((optimizer) =>
      trajectory(optimizer, Type.of(0.7), gradients, 0.1),
    );
    expect(others).toEqual([plain, plain]);
  });
});

it.each([false, true])('has the bits of the formula with every operation rounded (Nesterov: %s)', (nesterov) => {
  const f32 = Math.fround;
  const gradient = fc.float({ noNaN: true, min: -1000, max: 1000 });
  fc.assert(
    fc.property(fc.array(gradient, { minLength: 1, maxLength: 30 }), (gradients) => {
      let [p, m] = [f32(0.3), 0];
      for (const g of gradients) {
        const kept = f32(f32(0.9) * m);
        m = f32(kept + g);
        const ahead = f32(f32(0.9) * m);
        const step = f32(f32(0.1) * (nesterov ? f32(g + ahead) : m));
        p = f32(p - step);
      }
      const rows = gradients.map((g) => Float32Array.of(g));
      expect(trajectory(momentum({ nesterov }), Float32Array.of(0.3), rows, 0.1).at(-1)).toEqual(Float32Array.of(p));
    }),
    { seed: 42, numRuns: 200 },
  );
});

describe('on the quadratic a p^2 / 2', () => {
  it('SGD shrinks p by 1 - rate a an update', () => {
    expect(descend(sgd(), 2, 0.125, 4)).toEqual([0.75, 0.5625, 0.421875, 0.31640625]);
  });

  it('SGD grows without bound once rate a exceeds 2', () => {
    expect(descend(sgd(), 2, 1.25, 3)).toEqual([-1.5, 2.25, -3.375]);
  });

  it('momentum follows the powers of the roots of x^2 - (1 + mu - rate a) x + mu', () => {
    // With mu = 0.5 and rate a = 1/12 the roots are 2/3 and 3/4.
    const closedForm = (t: number) => ofRoots(2 / 3, 3 / 4, 1 - 1 / 12, t);
    const path = descend(momentum({ mu: 0.5 }), 1, 1 / 12, 30);
    // The recurrence and the closed form round differently, by some 1e-16 an update.
    for (const [i, p] of path.entries()) expect(Math.abs(p - closedForm(i + 1))).toBeLessThan(1e-14);
  });
});

/** The value after t updates of a sequence that begins 1, `second` and obeys a linear recurrence with two real roots. */
function ofRoots(x: number, y: number, second: number, t: number): number {
  const share = (second - y) / (x - y);
  let [a, b] = [share, 1 - share];
  for (let i = 0; i < t; i++) [a, b] = [a * x, b * y];
  return a + b;
}

it.each([1, -0.5, Number.NaN])('momentum refuses mu = %d', (mu) => {
  expect(() => momentum({ mu })).toThrow(new InputError(`momentum: mu is ${mu}, expected a number in [0, 1)`));
});
