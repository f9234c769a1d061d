import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { Patience } from '../../src/optimizers/index.js';

const { NaN: nan } = Number;

/** The iteration after which a run with these losses, from iteration `first` on, is told to stop. */
function stop(patience: number, losses: readonly number[], first = 1): number | undefined {
  const rule = new Patience(patience);
  const index = losses.findIndex((loss, i) => rule.observe(first + i, loss));
  return index < 0 ? undefined : first + index;
}

it.each([
  { losses: [5, 4, 3, 2, 1], end: undefined, why: 'goes on while every loss is the smallest' },
  { losses: [5, 4, 4, 4, 4], end: 5, why: 'stops 3 iterations after the smallest' },
  { losses: [5, 6, 6, 4.9, 6, 6, 6], end: 7, why: 'begins anew at a new smallest' },
  { losses: [5, 6, 5, 5, 1], end: 4, why: 'takes an equal loss for no improvement' },
  { losses: [nan, nan, nan, nan], end: 3, why: 'stops after 3 iterations that are all NaN' },
  { losses: [nan, 5, nan, nan, nan], end: 5, why: 'never takes NaN for an improvement' },
  { losses: [Infinity, Infinity, Infinity], end: 3, why: 'never takes Infinity for an improvement' },
  { losses: [1, nan, 0.5, nan, nan, nan], end: 6, why: 'compares with the smallest from before a NaN' },
])('with a patience of 3 a run $why', ({ losses, end }) => {
  expect(stop(3, losses)).toBe(end);
});

it('counts iterations rather than rows, from whichever comes first', () => {
  expect(stop(3, [1, 2, 2, 2], 1500)).toBe(1503);
  const sparse = new Patience(100);
  expect([1500, 1550, 1609].map((iteration) => sparse.observe(iteration, iteration))).toEqual([false, false, true]);
});

it('stops where the uninterrupted run does after its rows are replayed', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { minLength: 1 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (losses, n, cut) => {
      const whole = new Patience(n);
      const answers = losses.map((loss, i) => whole.observe(i + 1, loss));
      const resumed = new Patience(n);
      const kept = cut % losses.length;
      for (let i = 0; i < kept; i++) resumed.observe(i + 1, losses[i]);
      expect(losses.slice(kept).map((loss, i) => resumed.observe(kept + i + 1, loss))).toEqual(answers.slice(kept));
    }),
    { seed: 42, numRuns: 200 },
  );
});

it.each([0, -1, 1.5, nan, Infinity])('a patience of %d is refused', (patience) => {
  expect(() => new Patience(patience)).toThrow(
    new InputError(`patience is ${patience}, expected a whole number of at least 1`),
  );
});
