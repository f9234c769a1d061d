import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { adam, adamW, adan, momentum, type Optimizer, sgd } from '../../src/optimizers/index.js';
import { PRECISIONS, trajectory, zeroMoments } from './arrays.js';
import { golden } from './golden.js';

const MAKERS: Readonly<Record<string, (settings: object) => Optimizer>> = { adam, adamw: adamW, adan, momentum, sgd };
const CASES = [
  { title: 'Adam', make: () => adam() },
  { title: 'Adam without bias correction and beta1', make: () => adam({ biasCorrection: false, beta1: 0 }) },
  { title: 'AdamW', make: () => adamW({ weightDecay: 0.1 }) },
  { title: 'SGD', make: () => sgd() },
  { title: 'momentum', make: () => momentum() },
  { title: 'Nesterov', make: () => momentum({ nesterov: true }) },
  { title: 'Adan', make: () => adan({ weightDecay: 0.02 }) },
].flatMap((optimizer) => PRECISIONS.map(([precision, Type]) => ({ ...optimizer, precision, Type })));

interface Updates {
  readonly start: number[];
  readonly gradients: number[][];
  readonly cases: {
    readonly source: string;
    readonly optimizer: string;
    readonly rate: number;
    readonly settings: object;
    readonly parameters: number[][];
  }[];
}

describe('against PyTorch and the Adan paper', () => {
  const { start, gradients, cases } = golden<Updates>('updates.json');

  it.each(cases)('$source: $optimizer at rate $rate with $settings gives the same 20 updates', (reference) => {
    const optimizer = MAKERS[reference.optimizer](reference.settings);
    const rows = gradients.map((row) => Float64Array.from(row));
    const ours = trajectory(optimizer, Float64Array.from(start), rows, reference.rate);
    expect(ours.length).toBe(reference.parameters.length);
    const differences = ours.flatMap((row, t) => Array.from(row, (p, i) => Math.abs(p - reference.parameters[t][i])));
    // Both are in double precision and divide in another order: some 1e-16 an update on parameters up to about 20.
    expect(Math.max(...differences)).toBeLessThan(1e-13);
  });
});

describe.each(CASES)('$title in $precision precision', ({ make, Type }) => {
  const optimizer = make();
  const element = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 7);
  const rows = fc
    .integer({ min: 2, max: 8 })
    .chain((length) =>
      fc.array(fc.array(element, { minLength: length, maxLength: length }), { minLength: 3, maxLength: 9 }),
    )
    .map((arrays) => arrays.map((row) => Type.from(row)));

  it('updates two parts of an array as it updates the whole', () => {
    fc.assert(
      fc.property(rows, fc.nat(8), ([start, ...gradients], cut) => {
        const whole = trajectory(optimizer, start, gradients, 0.01);
        const parts = [[0, cut] as const, [cut] as const].map((range) =>
          trajectory(
            optimizer,
            start.slice(...range),
            gradients.map((g) => g.slice(...range)),
            0.01,
          ),
        );
        expect(whole.map((row) => [...row])).toEqual(parts[0].map((row, t) => [...row, ...parts[1][t]]));
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('goes on from parameters, moments and t as though it had never stopped', () => {
    fc.assert(
      fc.property(rows, fc.nat(7), ([start, ...gradients], stop) => {
        const whole = trajectory(optimizer, start, gradients, 0.01);
        let run = { optimizer, params: start.slice(), moments: zeroMoments(optimizer, start) };
        for (const [i, gradient] of gradients.entries()) {
          if (i === stop) run = { optimizer: make(), ...structuredClone({ params: run.params, moments: run.moments }) };
          run.optimizer.update(run.params, gradient, run.moments, i + 1, 0.01);
        }
        expect(run.params).toEqual(whole.at(-1));
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('leaves the gradient alone and moves nothing at rate 0', () => {
    const [params, gradient] = [Type.of(1, -2), Type.of(3, 4)];
    optimizer.update(params, gradient, zeroMoments(optimizer, params), 1, 0);
    expect([params, gradient]).toEqual([Type.of(1, -2), Type.of(3, 4)]);
  });

  it('writes every one of its moments', () => {
    const moments = zeroMoments(optimizer, Type.of(0));
    for (const t of [1, 2]) optimizer.update(Type.of(1), Type.of(t), moments, t, 0.1);
    expect(Object.values(moments).filter(([value]) => value !== 0)).toHaveLength(optimizer.moments.length);
  });

  it.each([
    ['a negative rate', 1, -1, 'rate is -1, expected a finite number of at least 0'],
    ['a rate that is not a number', 1, Number.NaN, 'rate is NaN, expected a finite number of at least 0'],
    ['t = 0', 0, 0.1, 't is 0, expected a whole number of at least 1'],
    ['half an update', 1.5, 0.1, 't is 1.5, expected a whole number of at least 1'],
  ])('refuses %s', (_, t, rate, message) => {
    const update = () => optimizer.update(Type.of(1), Type.of(1), zeroMoments(optimizer, Type.of(1)), t, rate);
    expect(update).toThrow(new InputError(`${optimizer.name}: ${message}`));
  });

  it('refuses arrays of another length, of another type, and moments that are missing', () => {
    const params = Type.of(1, 2);
    const moments = zeroMoments(optimizer, params);
    const Other = Type === Float32Array ? Float64Array : Float32Array;
    expect(() => optimizer.update(params, Type.of(1), moments, 1, 0.1)).toThrow(TypeError);
    expect(() => optimizer.update(params, Other.of(1, 2), moments, 1, 0.1)).toThrow(TypeError);
    expect(() => optimizer.update(params, Type.of(1, 2), {}, 1, 0.1)).toThrow(/moment "m" does not fit/);
    expect(params).toEqual(Type.of(1, 2));
  });
});
