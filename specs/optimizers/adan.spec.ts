import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { adam, adan } from '../../src/optimizers/index.js';
import { PRECISIONS, trajectory, zeroMoments } from './arrays.js';

describe.each(PRECISIONS)('Adan in %s precision', (_, Type) => {
  it('steps as Adam does while the gradient never changes', () => {
    const gradients = [1, 2, 3, 4, 5].map(() => Type.of(0.7, -20));
    const ours = trajectory(adan({ beta1: 0.9, beta2: 0.5, beta3: 0.999 }), Type.of(0, 0), gradients, 0.01);
    expect(ours).toEqual(trajectory(adam(), Type.of(0, 0), gradients, 0.01));
  });

  it('holds the gradient, its change and the square one step ahead after two updates', () => {
    const optimizer = adan({ beta1: 0.5, beta2: 0.5, beta3: 0.5 });
    const moments = zeroMoments(optimizer, Type.of(0));
    for (const [i, g] of [4, 8].entries()) optimizer.update(Type.of(0), Type.of(g), moments, i + 1, 1);
    // m: 2, 5. d: 0, 2. v: 8, 4 + 0.5 (8 + 2)^2. All exact.
    expect(moments).toEqual({ m: Type.of(5), d: Type.of(2), v: Type.of(54), previous: Type.of(8) });
  });

  it('takes no notice of the previous gradient in the first update', () => {
    const first = (previous: number) => {
      const moments = { ...zeroMoments(adan(), Type.of(0)), previous: Type.of(previous) };
      const params = Type.of(1);
      adan().update(params, Type.of(2), moments, 1, 0.1);
      return params;
    };
    expect(first(100)).toEqual(first(0));
  });

  it('divides a parameter without a gradient by 1 + rate weightDecay', () => {
    const gradients = [Type.of(0), Type.of(0)];
    const path = trajectory(adan({ weightDecay: 2 }), Type.of(1), gradients, 0.5);
    expect(path.map(([p]) => p)).toEqual([0.5, 0.25]);
  });
});

it('has the bits of the formula with every operation rounded in single precision', () => {
  const f32 = Math.fround;
  const [b1, b2, b3, rate] = [0.98, 0.92, 0.99, 0.1].map(f32);
  const gradient = fc.float({ noNaN: true, min: -1000, max: 1000 });
  fc.assert(
    fc.property(fc.array(gradient, { minLength: 1, maxLength: 3 }), (gradients) => {
      let [p, m, d, v, previous] = [f32(0.3), 0, 0, 0, gradients[0]];
      for (const [i, g] of gradients.entries()) {
        const power = (b: number) => [b, f32(b * b), f32(b * f32(b * b))][i];
        const change = f32(g - previous);
        m = f32(f32(b1 * m) + f32(f32(1 - b1) * g));
        d = f32(f32(b2 * d) + f32(f32(1 - b2) * change));
        const ahead = f32(g + f32(b2 * change));
        const square = f32(ahead * ahead);
        v = f32(f32(b3 * v) + f32(f32(1 - b3) * square));
        const mean = f32(m / f32(1 - power(b1)));
        const drift = f32(b2 * f32(d / f32(1 - power(b2))));
        const step = f32(rate * f32(mean + drift));
        const root = f32(Math.sqrt(f32(v / f32(1 - power(b3)))));
        const moved = f32(p - f32(step / f32(root + f32(1e-8))));
        p = f32(moved / f32(1 + f32(rate * f32(0.02))));
        previous = g;
      }
      const rows = gradients.map((g) => Float32Array.of(g));
      const last = trajectory(adan({ weightDecay: 0.02 }), Float32Array.of(0.3), rows, 0.1).at(-1);
      expect(last).toEqual(Float32Array.of(p));
    }),
    { seed: 42, numRuns: 300 },
  );
});

it.each(['beta1', 'beta2', 'beta3'])('Adan refuses %s = 1', (beta) => {
  expect(() => adan({ [beta]: 1 })).toThrow(new InputError(`adan: ${beta} is 1, expected a number in [0, 1)`));
});

it.each(['eps', 'weightDecay'])('Adan refuses a negative %s', (name) => {
  const message = `adan: ${name} is -1, expected a finite number of at least 0`;
  expect(() => adan({ [name]: -1 })).toThrow(new InputError(message));
});
