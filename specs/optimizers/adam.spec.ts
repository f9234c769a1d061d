import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { adam, adamW } from '../../src/optimizers/index.js';
import { PRECISIONS, trajectory, zeroMoments } from './arrays.js';

const f32 = Math.fround;

interface Settings {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay?: number;
}

/** One parameter of Adam or AdamW in single precision, every rounding written out. */
function scalarAdam(p: number, gradients: Iterable<number>, settings: Settings) {
  const { rate, beta1, beta2, eps, weightDecay } = settings;
  const [b1, b2, lr] = [f32(beta1), f32(beta2), f32(rate)];
  const power = (base: number, exponent: number) => {
    let r = 1;
    let b = base;
    for (let e = exponent; ; b = f32(b * b)) {
      if (e & 1) r = f32(r * b);
      e >>= 1;
      if (!e) return r;
    }
  };
  let [parameter, m, v, t] = [f32(p), 0, 0, 0];
  for (const gradient of gradients) {
    t++;
    const a = f32(b1 * m);
    const b = f32(f32(1 - b1) * gradient);
    m = f32(a + b);
    const c = f32(b2 * v);
    const square = f32(gradient * gradient);
    const d = f32(f32(1 - b2) * square);
    v = f32(c + d);
    const mean = f32(m / f32(1 - power(b1, t)));
    const spread = f32(v / f32(1 - power(b2, t)));
    const root = f32(Math.sqrt(spread));
    const quotient = f32(f32(lr * mean) / f32(root + f32(eps)));
    if (weightDecay !== undefined) parameter = f32(parameter * f32(1 - f32(lr * f32(weightDecay))));
    parameter = f32(parameter - quotient);
  }
  return { parameter, m, v };
}

describe('Adam in single precision', () => {
  const gradient = fc.float({ noNaN: true, noDefaultInfinity: true, min: f32(-1e10), max: f32(1e10) });

  it.each<Settings>([
    { rate: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    { rate: 0.001, beta1: 0, beta2: 0.999, eps: 1e-8 },
    { rate: 0.1, beta1: 0.5, beta2: 0.9, eps: 1e-3 },
    { rate: 0.1, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.3 },
  ])('has the bits of the formula with every operation rounded, at %o', (settings) => {
    fc.assert(
      fc.property(gradient, fc.array(gradient, { minLength: 1, maxLength: 40 }), (start, gradients) => {
        const expected = scalarAdam(start, gradients, settings);
        const params = Float32Array.of(start);
        const moments = { m: new Float32Array(1), v: new Float32Array(1) };
        const optimizer = settings.weightDecay === undefined ? adam(settings) : adamW(settings);
        for (const [i, g] of gradients.entries())
          optimizer.update(params, Float32Array.of(g), moments, i + 1, settings.rate);
        expect({ parameter: params[0], m: moments.m[0], v: moments.v[0] }).toEqual(expected);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('has the bits of the formula over 2,000 updates', () => {
    const defaults = { rate: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 };
    const gradients = Array.from({ length: 2000 }, (_, t) => f32(Math.sin(t * t) / (1 + t)));
    const rows = gradients.map((g) => Float32Array.of(g));
    const last = trajectory(adam(), Float32Array.of(0.3), rows, 0.001).at(-1);
    expect(last).toEqual(Float32Array.of(scalarAdam(0.3, gradients, defaults).parameter));
  });

  it('is what bias correction off gives once t is so large that nothing is left to correct', () => {
    const update = (biasCorrection: boolean) => {
      const params = Float32Array.of(0.25, -3);
      const moments = { m: Float32Array.of(0.1, 0.2), v: Float32Array.of(0.3, 0.4) };
      adam({ biasCorrection }).update(params, Float32Array.of(0.5, -0.5), moments, 1_000_000, 0.001);
      return params;
    };
    expect(update(true)).toEqual(update(false));
  });
});

describe.each(PRECISIONS)('Adam in %s precision', (_, Type) => {
  it('first steps by the rate against the sign of each gradient, whatever its size, when eps is 0', () => {
    const params = Type.of(0, 0, 0);
    adam({ eps: 0 }).update(params, Type.of(1e-6, -3, 1e6), zeroMoments(adam(), params), 1, 0.125);
    // The corrected m is g and the root of the corrected v is |g|, each within a few roundings.
    const tolerance = Type === Float32Array ? 1e-6 : 1e-15;
    for (const [i, sign] of [-1, 1, -1].entries()) expect(Math.abs(params[i] - sign * 0.125)).toBeLessThan(tolerance);
  });

  it('first steps by (1 - beta1) / sqrt(1 - beta2) of the rate without bias correction', () => {
    const params = Type.of(0);
    const optimizer = adam({ eps: 0, beta1: 0.75, beta2: 0.9375, biasCorrection: false });
    optimizer.update(params, Type.of(16), zeroMoments(optimizer, params), 1, 0.5);
    expect(params).toEqual(Type.of(-0.5)); // 0.25 / sqrt(0.0625) = 1, all of it exact
  });

  it('keeps stepping by the rate under a gradient that never changes', () => {
    const gradients = Array.from({ length: 50 }, () => Type.of(-2));
    const steps = trajectory(adam({ eps: 0 }), Type.of(0), gradients, 0.5).map(([p], i) => p / (0.5 * (i + 1)));
    // The corrected moments are g and g^2. In single precision 1 - beta2^t loses digits while t is small.
    const tolerance = Type === Float32Array ? 1e-4 : 1e-12;
    expect(Math.max(...steps.map((step) => Math.abs(step - 1)))).toBeLessThan(tolerance);
  });

  it('AdamW without a gradient shrinks a parameter geometrically, and without decay is Adam', () => {
    const still = trajectory(adamW({ weightDecay: 0.5 }), Type.of(1), [Type.of(0), Type.of(0), Type.of(0)], 0.5);
    expect(still.map(([p]) => p)).toEqual([0.75, 0.5625, 0.421875]);
    const gradients = [Type.of(1), Type.of(-0.3)];
    const [decayed, plain] = [adamW({ weightDecay: 0 }), adam()].map((o) => trajectory(o, Type.of(1), gradients, 0.1));
    expect(decayed).toEqual(plain);
  });
});

it.each([
  [() => adam({ beta1: 1 }), 'adam: beta1 is 1, expected a number in [0, 1)'],
  [() => adam({ beta2: -0.1 }), 'adam: beta2 is -0.1, expected a number in [0, 1)'],
  [() => adam({ beta1: 1 - 1e-9 }), 'adam: beta1 is 0.999999999, expected a number in [0, 1)'],
  [() => adam({ eps: -1 }), 'adam: eps is -1, expected a finite number of at least 0'],
  [() => adamW({ weightDecay: Infinity }), 'adamw: weightDecay is Infinity, expected a finite number of at least 0'],
  [() => adamW({ beta2: Number.NaN }), 'adamw: beta2 is NaN, expected a number in [0, 1)'],
])('a setting out of range is refused by name (%#)', (make, message) => {
  expect(make).toThrow(new InputError(message));
});
