import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Patience } from '../../src/optimizers/index.js';
import { type DriveOptions, drive, isFiniteRow, isFiniteState } from '../../src/run/index.js';
import type { Solver } from '../../src/solver.js';
import { tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';
import { type ToyOptions, toyRotation, withEngine } from '../support/toy-rotation.js';
import { toySink } from '../support/toy-sink.js';

belongsTo('harness', 'run', 'leaving the finite numbers');

const whole = toyRotation();

async function driven(solver: Solver, options: DriveOptions) {
  const kept = toySink();
  return { outcome: await drive(solver, solver.init(), { sink: kept.sink, ...options }), ...kept };
}

/** Ways to leave the numbers at an iteration, and what is said of it. */
const ways: [string, (at: number) => ToyOptions, RegExp][] = [
  ['a loss of NaN', (at) => measuring(at, { loss: Number.NaN }), /^iteration \d+: loss is NaN$/],
  ['an infinite loss', (at) => measuring(at, { loss: Infinity }), /^iteration \d+: loss is Infinity$/],
  ['NaN in another column', (at) => measuring(at, { angle: Number.NaN }), /^iteration \d+: angle is NaN$/],
];
const measuring = (at: number, change: object): ToyOptions => ({
  measured: (row, iteration) => (iteration === at ? { ...row, ...change } : row),
});

describe.each(ways)('%s', (_, way, reason) => {
  it('ends the run with its row and the last finite state, whatever was due', async () => {
    const all = await driven(whole, { until: 40, checkpointEvery: 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        async (at, checkpointEvery, hasEngine) => {
          const toy = toyRotation(way(at));
          const { outcome, rows, states } = await driven(hasEngine ? withEngine(toy) : toy, {
            until: 40,
            checkpointEvery,
          });
          expect(outcome.status).toBe('non-finite');
          expect(outcome.reason).toMatch(reason);
          expect(rows.map(([iteration]) => iteration)).toEqual(all.rows.slice(0, at).map(([iteration]) => iteration));
          expect(outcome.last?.iteration).toBe(at - 1);
          expect(outcome.state).toEqual(all.states[at - 2]);
          expect(states.at(-1)).toEqual(all.states[at - 2]);
        },
      ),
      { seed: 42, numRuns: 20 },
    );
  });
});

describe('a state that is not finite', () => {
  // from `at` on, the point is lost, and the loss with it: but only rows that are due say so
  const lost = (at: number) =>
    toyRotation({ moved: (point, iteration) => (iteration >= at ? point.map(() => Number.NaN) : point) });
  // the loss does not show it
  const hidden = (at: number) =>
    toyRotation({
      moved: (point, iteration) => (iteration >= at ? point.map(() => Number.NaN) : point),
      measured: (_, iteration) => ({ loss: 50 - iteration, angle: 0 }),
    });

  it('is found at the next row, and the last finite state is found by going there again', async () => {
    const all = await driven(whole, { until: 40, checkpointEvery: 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 45 }),
        fc.integer({ min: 1, max: 45 }),
        fc.boolean(),
        async (at, scalarsEvery, checkpointEvery, isHidden) => {
          const { outcome, states } = await driven((isHidden ? hidden : lost)(at), {
            until: 40,
            scalarsEvery,
            checkpointEvery,
          });
          const last = at === 1 ? whole.init() : all.states[at - 2];
          expect(outcome.status).toBe('non-finite');
          expect(outcome.state).toEqual(last);
          expect(states.every(isFiniteState)).toBe(true);
          if (at > 1) expect(states.at(-1)).toEqual(last);
        },
      ),
      { seed: 42, numRuns: 60 },
    );
  });

  it.each<[string, (controller: AbortController) => ToyOptions, Partial<DriveOptions>]>([
    [
      'an interruption',
      (controller) => ({ before: (iteration) => iteration === 8 && controller.abort('SIGINT') }),
      { checkpointEvery: 100 },
    ],
    ['early stopping', () => ({ measured: () => ({ loss: 1, angle: 0 }) }), { patience: new Patience(7) }],
  ])('is never kept by %s', async (_, options, more) => {
    const controller = new AbortController();
    const toy = toyRotation({
      measured: () => ({ loss: 1, angle: 0 }),
      moved: (point, iteration) => (iteration >= 5 ? point.map(() => Infinity) : point),
      ...options(controller),
    });
    const { outcome, states } = await driven(toy, { until: 99, signal: controller.signal, ...more });
    expect(outcome).toMatchObject({ status: 'non-finite', reason: 'iteration 8: the state is not finite' });
    expect(outcome.state.iteration).toBe(4);
    expect(states.map(({ iteration }) => iteration)).toEqual([4]);
  });
});

describe('what counts as finite', () => {
  it.each([
    [{ loss: 1, psnr: Infinity }, true],
    [{ loss: 1, psnr: -Infinity }, true],
    [{ loss: 1, psnr: Number.NaN }, false],
    [{ loss: -Infinity, psnr: 1 }, false],
    [{ psnr: 1 } as { loss: number; psnr: number }, false],
  ])('the row %o: %s', (row, expected) => {
    expect(isFiniteRow(row)).toBe(expected);
  });

  it.each([
    ['a number', { t: 1 }, true],
    ['an infinite number', { t: Infinity }, false],
    ['floats', { x: tensor([2], Float32Array.of(1, 2)) }, true],
    ['floats with NaN', { x: tensor([2], Float32Array.of(1, Number.NaN)) }, false],
    ['doubles with Infinity', { x: tensor([2], Float64Array.of(-Infinity, 1)) }, false],
    ['whole numbers of 64 bits', { x: tensor([1], BigInt64Array.of(1n)) }, true],
  ])('a state of %s: %s', (_, values, expected) => {
    expect(isFiniteState({ iteration: 0, values })).toBe(expected);
  });
});
