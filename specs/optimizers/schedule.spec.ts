import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { type ScheduleSettings, schedule } from '../../src/optimizers/index.js';
import { golden } from './golden.js';

const f32 = Math.fround;
const { cases } = golden<{ cases: { source: string; settings: ScheduleSettings; rates: number[] }[] }>(
  'schedules.json',
);

it.each(cases)('$settings.kind agrees with $source of PyTorch', ({ settings, rates }) => {
  const rate = schedule(settings);
  // PyTorch reaches most of these by multiplying up from one iteration to the next, 1e-16 a time.
  for (const [iteration, expected] of rates.entries()) {
    expect(Math.abs(rate(iteration) - expected)).toBeLessThan(1e-14 * settings.rate);
  }
});

describe('the single-precision schedules of the Gaussian experiments', () => {
  const iterations = [1501, 1502, 1999, 2000, 2001, 2500, 4321, 7777, 9999, 10000];

  it('step is 0.001 * 0.5^floor((it - 1500) / 500)', () => {
    const rate = schedule({ kind: 'step', rate: 0.001, factor: 0.5, every: 500, start: 1500, precision: 'single' });
    const halves = [0, 0, 0, 1, 1, 2, 5, 12, 16, 17];
    expect(iterations.map(rate)).toEqual(halves.map((n) => f32(0.001) / (1 << n)));
  });

  it('exponential is f32(f32(0.001) * 0.01^((it - 1500) / 8500)), the power in double precision', () => {
    const rate = schedule({
      kind: 'exponential',
      rate: 0.001,
      ratio: 0.01,
      start: 1500,
      end: 10000,
      precision: 'single',
    });
    expect(iterations.map(rate)).toEqual(iterations.map((it) => f32(f32(0.001) * 0.01 ** ((it - 1500) / 8500))));
  });

  it('cosine is lmin + 0.5 (lr - lmin) (1 + f32(cos(pi it / total))), each operation rounded', () => {
    const rate = schedule({ kind: 'cosine', rate: 0.001, minimum: 0.0001, total: 10000, precision: 'single' });
    const expected = iterations.map((it) => {
      const half = f32(f32(0.5) * f32(f32(0.001) - f32(0.0001)));
      const wave = f32(1 + f32(Math.cos((Math.PI * it) / 10000)));
      return f32(f32(0.0001) + f32(half * wave));
    });
    expect(iterations.map(rate)).toEqual(expected);
  });
});

describe('in closed form', () => {
  it.each<[string, ScheduleSettings, Record<number, number>]>([
    ['constant never changes', { kind: 'constant', rate: 0.3 }, { 0: 0.3, 1: 0.3, 1000000: 0.3 }],
    [
      'step holds the rate before its start',
      { kind: 'step', rate: 1, factor: 0.5, every: 10, start: 20 },
      { 0: 1, 20: 1, 29: 1, 30: 0.5, 49: 0.25, 50: 0.125 },
    ],
    [
      'exponential holds the rate before its start and after its end',
      { kind: 'exponential', rate: 1, ratio: 0.25, start: 10, end: 30 },
      { 0: 1, 10: 1, 20: 0.5, 30: 0.25, 99: 0.25 },
    ],
    [
      'cosine goes from the rate through the middle to the minimum and stays there',
      { kind: 'cosine', rate: 1, minimum: 0.5, total: 8 },
      { 0: 1, 4: 0.75, 8: 0.5, 9: 0.5, 16: 0.5 },
    ],
    [
      'restarts of equal periods come every period',
      { kind: 'warm-restarts', rate: 1, period: 4 },
      { 0: 1, 2: 0.5, 4: 1, 6: 0.5, 8: 1, 400: 1, 402: 0.5 },
    ],
    [
      'restarts of doubled periods come at 4, 12, 28 and 60',
      { kind: 'warm-restarts', rate: 1, period: 4, multiplier: 2 },
      { 0: 1, 2: 0.5, 4: 1, 8: 0.5, 12: 1, 20: 0.5, 28: 1, 44: 0.5, 60: 1 },
    ],
    [
      'a warm-up rises from 0 in a straight line and is over at its last iteration',
      { kind: 'constant', rate: 2, warmup: 4 },
      { 0: 0, 1: 0.5, 2: 1, 3: 1.5, 4: 2, 5: 2 },
    ],
    [
      'a warm-up is multiplied with the schedule that it leads to',
      { kind: 'step', rate: 1, factor: 0.5, every: 2, warmup: 4 },
      { 1: 0.25, 2: 0.25, 3: 0.375, 4: 0.25 },
    ],
  ])('%s', (_, settings, rates) => {
    const rate = schedule(settings);
    for (const [iteration, expected] of Object.entries(rates)) {
      // The cosine and the exponential are within a rounding or two of 1; the others are exact.
      expect(Math.abs(rate(Number(iteration)) - expected)).toBeLessThan(1e-15);
    }
  });
});

it('every schedule stays between its minimum and its rate', () => {
  const common = {
    rate: fc.double({ min: 0.1, max: 1, noNaN: true }),
    precision: fc.constantFrom('single' as const, 'double' as const),
  };
  const minimum = fc.double({ min: 0, max: 0.1, noNaN: true });
  const count = fc.integer({ min: 1, max: 50 });
  const share = fc.double({ min: 0.01, max: 1, noNaN: true });
  const settings: fc.Arbitrary<ScheduleSettings> = fc.oneof(
    fc.record({ ...common, kind: fc.constant('constant' as const) }),
    fc.record({ ...common, kind: fc.constant('step' as const), factor: share, every: count, start: count }),
    fc.record({ ...common, kind: fc.constant('exponential' as const), ratio: share, end: count }),
    fc.record({ ...common, kind: fc.constant('cosine' as const), total: count, minimum }),
    fc.record({ ...common, kind: fc.constant('warm-restarts' as const), period: count, multiplier: count, minimum }),
  );
  fc.assert(
    fc.property(settings, fc.nat(200), count, (setting, iteration, warmup) => {
      const rate = schedule(setting)(iteration);
      // Rounding may pass an end by a unit in the last place or two of the rate.
      const slack = setting.rate * (setting.precision === 'single' ? 2 ** -22 : 2 ** -51);
      expect(rate).toBeLessThanOrEqual(setting.rate + slack);
      expect(rate).toBeGreaterThanOrEqual(('minimum' in setting ? (setting.minimum ?? 0) : 0) - slack);
      expect(schedule({ ...setting, warmup })(iteration)).toBeLessThanOrEqual(rate);
    }),
    { seed: 42, numRuns: 500 },
  );
});

describe('a setting out of range is refused by name', () => {
  const step = { kind: 'step', rate: 1, factor: 0.5, every: 10 } as const;
  const restarts = { kind: 'warm-restarts', rate: 1, period: 4 } as const;
  it.each<[ScheduleSettings, string]>([
    [{ kind: 'constant', rate: -1 }, 'rate is -1, expected a finite number of at least 0'],
    [{ kind: 'constant', rate: Infinity }, 'rate is Infinity, expected a finite number of at least 0'],
    [{ kind: 'constant', rate: 1, warmup: -1 }, 'warmup is -1, expected a whole number of at least 0'],
    [{ ...step, factor: 0 }, 'factor is 0, expected a finite number above 0'],
    [{ ...step, every: 0 }, 'every is 0, expected a whole number of at least 1'],
    [{ ...step, start: 0.5 }, 'start is 0.5, expected a whole number of at least 0'],
    [{ kind: 'exponential', rate: 1, ratio: Number.NaN, end: 5 }, 'ratio is NaN, expected a finite number above 0'],
    [{ kind: 'exponential', rate: 1, ratio: 0.5, start: 5, end: 5 }, 'end is 5, expected a whole number of at least 6'],
    [{ kind: 'cosine', rate: 1, total: 0 }, 'total is 0, expected a whole number of at least 1'],
    [{ kind: 'cosine', rate: 1, total: 5, minimum: 2 }, 'minimum is 2, expected a number from 0 to 1'],
    [{ ...restarts, period: 0 }, 'period is 0, expected a whole number of at least 1'],
    [{ ...restarts, multiplier: 0.5 }, 'multiplier is 0.5, expected a whole number of at least 1'],
    [
      { kind: 'cosin', rate: 1 } as unknown as ScheduleSettings,
      'kind is cosin, expected one of constant, step, exponential, cosine, warm-restarts',
    ],
    [
      { kind: 'constant', rate: 1, precision: 'half' } as unknown as ScheduleSettings,
      'precision is half, expected one of single, double',
    ],
  ])('%o', (settings, message) => {
    expect(() => schedule(settings)).toThrow(new InputError(`schedule: ${message}`));
  });

  it('and so is an iteration that is no whole number from 0', () => {
    const rate = schedule({ kind: 'constant', rate: 1 });
    const message = 'schedule: iteration is -1, expected a whole number of at least 0';
    expect(() => rate(-1)).toThrow(new InputError(message));
  });
});
