import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, compareTensors, describeValue, EXACT, type Tolerance } from '../../src/parity/index.js';
import { type Tensor, type TypedArray, tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'compare', 'tensors');

const NEXT = 1 + Number.EPSILON;
const f64 = (...values: number[]) => tensor([values.length], Float64Array.from(values));
const f32 = (...values: number[]) => tensor([values.length], Float32Array.from(values));
const allow = (sizes: Omit<Tolerance, 'reason'>): Tolerance => ({ ...sizes, reason: 'for this spec' });
const compared = (a: Tensor, b: Tensor, tolerance = EXACT) => compareTensors('t', a, b, tolerance);

describe('two tensors', () => {
  it.each<[string, Tensor, Tensor, Tolerance, Comparison['verdict'], number]>([
    ['equal', f64(1, 2), f64(1, 2), EXACT, 'same', 0],
    ['empty', f64(), f64(), EXACT, 'same', 0],
    ['with the two zeros', f64(0), f64(-0), EXACT, 'same', 0],
    ['with NaN at the same place', f64(1, Number.NaN), f64(1, Number.NaN), EXACT, 'same', 0],
    ['with the same infinity', f64(Number.POSITIVE_INFINITY), f64(Number.POSITIVE_INFINITY), EXACT, 'same', 0],
    ['one step apart', f64(1), f64(NEXT), EXACT, 'differs', 1],
    ['one step apart that is allowed as steps', f64(1), f64(NEXT), allow({ ulps: 1 }), 'within', 0],
    ['one step of single precision apart', f32(1), f32(1 + 2 ** -23), allow({ ulps: 1 }), 'within', 0],
    ['two steps apart of which one is allowed', f64(1), f64(NEXT + Number.EPSILON), allow({ ulps: 1 }), 'differs', 1],
    ['apart by what is allowed', f64(1, 2), f64(1.5, 2), allow({ absolute: 0.5 }), 'within', 0],
    ['apart by more than is allowed', f64(1, 2), f64(1.5, 2), allow({ absolute: 0.49 }), 'differs', 1],
    ['apart by an allowed share of the larger', f64(1), f64(2), allow({ relative: 0.5 }), 'within', 0],
    ['apart in sign', f64(1), f64(-1), allow({ relative: 1.9 }), 'differs', 1],
    [
      'of integers apart',
      tensor([1], Int32Array.of(7)),
      tensor([1], Int32Array.of(9)),
      allow({ ulps: 2 }),
      'within',
      0,
    ],
    [
      'of large integers one apart',
      tensor([1], BigInt64Array.of(2n ** 53n)),
      tensor([1], BigInt64Array.of(2n ** 53n + 1n)),
      EXACT,
      'differs',
      1,
    ],
  ])('%s', (_, a, b, tolerance, verdict, over) => {
    expect(compared(a, b, tolerance)).toMatchObject({ verdict, over, elements: a.data.length });
  });

  it.each<[string, Tensor, Tensor, string]>([
    ['shape', tensor([2, 3], new Float64Array(6)), tensor([3, 2], new Float64Array(6)), 'shape [3,2], [2,3] expected'],
    ['rank', tensor([1], new Float64Array(1)), tensor([], new Float64Array(1)), 'shape [], [1] expected'],
    ['element type', tensor([1], new Int32Array(1)), tensor([1], new Uint32Array(1)), 'U32, I32 expected'],
    ['precision', f64(1), f32(1), 'F32, F64 expected'],
  ])('that differ in %s do so however much is allowed', (_, a, b, problem) => {
    const comparison = compared(a, b, allow({ absolute: Number.MAX_VALUE }));
    expect(comparison).toMatchObject({ verdict: 'differs', problem });
    expect(describeValue(comparison)).toContain(problem);
  });

  it('of two precisions are compared all the same', () => {
    expect(compared(f64(0.1, 0.5), f32(0.1, 0.5))).toMatchObject({
      over: 0,
      problem: 'F32, F64 expected',
      largest: { ulps: 0, absolute: expect.closeTo(1.49e-9, 11) },
    });
  });

  it('with NaN, or an infinity, on one side alone differ however much is allowed', () => {
    const a = f64(1, Number.NaN, 3, Number.POSITIVE_INFINITY, 5);
    const b = f64(Number.NaN, 2, 3, Number.NEGATIVE_INFINITY, 5);
    const found = compared(a, b, allow({ absolute: 1e300, relative: 10, ulps: 1e300 }));
    expect(found).toMatchObject({ verdict: 'differs', over: 3, nans: 2 });
    expect(found.wouldPass?.absolute).toBe(Number.POSITIVE_INFINITY);
  });

  it('tell the first and the worst element, by index', () => {
    const a = tensor([2, 3], Float64Array.of(1, 2, 3, 4, 5, 6));
    const b = tensor([2, 3], Float64Array.of(1, 2.5, 3, 4, 5, 8));
    expect(compared(a, b)).toMatchObject({
      over: 2,
      first: { index: [0, 1], reference: 2, candidate: 2.5, absolute: 0.5, relative: 0.2, ulps: 2 ** 50 },
      worst: { index: [1, 2], reference: 6, candidate: 8, absolute: 2, relative: 0.25 },
    });
    expect(describeValue(compared(a, b))).toBe(
      [
        't: 2 of 6 elements over the tolerance',
        '  first [0,1] 2.5, 2 expected: absolute 0.5, relative 0.2, 1.13e+15 ULP',
        '  worst [1,2] 8, 6 expected: absolute 2, relative 0.25, 2.25e+15 ULP',
        '  would have passed: absolute 2 or relative 0.25 or 2.25e+15 ULP',
        '  tolerated: nothing (the same numbers)',
      ].join('\n'),
    );
  });
});

describe('of any two tensors', () => {
  const floats = fc.float64Array({ minLength: 1, maxLength: 12 });
  const pair = floats.chain((a) =>
    fc.tuple(fc.constant(a), fc.float64Array({ minLength: a.length, maxLength: a.length })),
  );
  const sizes = fc.record({
    absolute: fc.double({ min: 0, max: 1e10, noNaN: true }),
    relative: fc.double({ min: 0, max: 2, noNaN: true }),
    ulps: fc.double({ min: 0, max: 1e19, noNaN: true }),
  });
  const of = (data: TypedArray) => tensor([data.length], data);
  const options = { seed: 42, numRuns: 300 };

  it('each is the same as itself, whatever is allowed', () => {
    fc.assert(
      fc.property(floats, sizes, (a, allowed) => {
        expect(compared(of(a), of(a.slice()), allow(allowed))).toMatchObject({
          verdict: 'same',
          over: 0,
          largest: { absolute: 0, relative: 0, ulps: 0 },
        });
      }),
      options,
    );
  });

  it('the comparison is symmetric but for who is whom', () => {
    fc.assert(
      fc.property(pair, sizes, ([a, b], allowed) => {
        const [one, other] = [compared(of(a), of(b), allow(allowed)), compared(of(b), of(a), allow(allowed))];
        const swapped = ({ first, worst, ...rest }: Comparison) => ({
          ...rest,
          first: first && { ...first, reference: first.candidate, candidate: first.reference },
          worst: worst && { ...worst, reference: worst.candidate, candidate: worst.reference },
        });
        expect(swapped(other)).toEqual({ ...one, first: one.first, worst: one.worst });
      }),
      options,
    );
  });

  it('what is within a tolerance is within every larger one', () => {
    fc.assert(
      fc.property(pair, sizes, sizes, ([a, b], some, more) => {
        const larger = {
          absolute: some.absolute + more.absolute,
          relative: some.relative + more.relative,
          ulps: some.ulps + more.ulps,
        };
        const [small, large] = [compared(of(a), of(b), allow(some)), compared(of(a), of(b), allow(larger))];
        expect(large.over).toBeLessThanOrEqual(small.over);
        expect(large.largest).toEqual(small.largest);
      }),
      options,
    );
  });

  it('the tolerance that would have passed passes, and nothing below it does', () => {
    fc.assert(
      fc.property(pair, sizes, ([a, b], allowed) => {
        const { wouldPass } = compared(of(a), of(b), allow(allowed));
        fc.pre(wouldPass !== undefined && Number.isFinite(wouldPass.absolute));
        for (const name of ['absolute', 'relative', 'ulps'] as const) {
          const needed = wouldPass[name];
          expect(compared(of(a), of(b), allow({ ...allowed, [name]: needed })).verdict).toBe('within');
          expect(compared(of(a), of(b), allow({ ...allowed, [name]: needed * (1 - 2e-16) })).verdict).toBe('differs');
        }
      }),
      options,
    );
  });

  it('steps are counted as they are stepped', () => {
    const bits = new DataView(new ArrayBuffer(8));
    const stepped = (value: number, by: number) => {
      bits.setFloat64(0, value);
      bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(by));
      return bits.getFloat64(0);
    };
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), fc.nat({ max: 1e6 }), (value, by) => {
        const { largest } = compared(f64(value), f64(stepped(value, by)));
        expect(largest.ulps).toBe(by);
      }),
      options,
    );
  });
});
