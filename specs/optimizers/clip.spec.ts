import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { clipByNorm, clipByValue, globalNorm, type Vector } from '../../src/optimizers/index.js';
import { PRECISIONS } from './arrays.js';
import { golden } from './golden.js';

interface Clipping {
  readonly groups: number[][];
  readonly cases: { readonly limit: number; readonly norm: number; readonly clipped: number[][] }[];
}
const { groups, cases } = golden<Clipping>('clipping.json');

it.each(cases)('clipping at $limit agrees with PyTorch', ({ limit, norm, clipped }) => {
  const gradients = groups.map((group) => Float64Array.from(group));
  expect(Math.abs(clipByNorm(gradients, limit) / norm - 1)).toBeLessThan(1e-15);
  // PyTorch divides by norm + 1e-6, which for this norm of 50,000 is 2e-11 relative.
  const close = (value: number, wanted: number) => Math.abs(value - wanted) <= 1e-10 * Math.abs(wanted);
  expect(gradients.flatMap((g) => [...g]).every((value, i) => close(value, clipped.flat()[i]))).toBe(true);
});

describe.each(PRECISIONS)('in %s precision', (_, Type) => {
  it('shortens 3, 4 in two groups to the limit and returns 5', () => {
    const gradients = [Type.of(3), Type.of(4)];
    expect(clipByNorm(gradients, 2.5)).toBe(5);
    expect(gradients).toEqual([Type.of(1.5), Type.of(2)]);
  });

  it.each([5, 5.5])('leaves a gradient of norm 5 alone at the limit %d', (limit) => {
    const gradients = [Type.of(3, 4)];
    expect(clipByNorm(gradients, limit)).toBe(5);
    expect(gradients).toEqual([Type.of(3, 4)]);
  });

  it.each([Number.NaN, Infinity])('leaves a gradient that holds %d alone', (value) => {
    const gradients = [Type.of(value, 2)];
    expect(clipByNorm(gradients, 1)).toBe(value);
    expect(gradients).toEqual([Type.of(value, 2)]);
  });

  it('never lengthens a gradient, ends within the limit, and keeps its direction', () => {
    const element = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 7);
    const group = fc.array(element, { maxLength: 6 }).map((row) => Type.from(row));
    fc.assert(
      fc.property(
        fc.array(group, { maxLength: 4 }),
        fc.double({ min: 1e-3, max: 300, noNaN: true }),
        (before, limit) => {
          const after: Vector[] = before.map((g) => g.slice());
          const norm = clipByNorm(after, limit);
          expect(norm).toBe(globalNorm(before));
          expect(globalNorm(after)).toBeLessThanOrEqual(norm);
          // The factor and each product round once: a unit in the last place each.
          const unit = Type === Float32Array ? 2 ** -23 : 2 ** -52;
          expect(globalNorm(after)).toBeLessThanOrEqual(limit * (1 + 2 * unit));
          const factor = norm > limit ? limit / norm : 1;
          for (const [i, g] of after.entries()) {
            for (const [j, value] of g.entries()) {
              expect(Math.abs(value - factor * before[i][j])).toBeLessThanOrEqual(2 * unit * Math.abs(value));
            }
          }
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });

  it('clips each element by value and returns the norm from before', () => {
    const gradients = [Type.of(3, -0.25), Type.of(-4, Number.NaN)];
    expect(clipByValue(gradients.slice(0, 1), 0.5)).toBe(globalNorm([Type.of(3, -0.25)]));
    clipByValue(gradients, 0.5);
    expect(gradients).toEqual([Type.of(0.5, -0.25), Type.of(-0.5, Number.NaN)]);
  });
});

it('rounds the factor to single precision, as the reference does, before it multiplies', () => {
  const gradient = Float32Array.of(1, 2, 3, 0.1);
  const factor = Math.fround(0.001 / globalNorm([gradient]));
  const expected = gradient.map((g) => Math.fround(g * factor));
  clipByNorm([gradient], 0.001);
  expect(gradient).toEqual(expected);
});

describe.each([
  ['clipByNorm', clipByNorm],
  ['clipByValue', clipByValue],
])('%s', (name, clip) => {
  it.each([0, -1, Number.NaN, Infinity])('refuses the limit %d', (limit) => {
    const message = `${name}: limit is ${limit}, expected a finite number above 0`;
    expect(() => clip([], limit)).toThrow(new InputError(message));
  });
});
