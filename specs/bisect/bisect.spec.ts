import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BisectOptions, bisectSolvers, describeAnswer, withFault } from '../../src/bisect/index.js';
import type { Solver } from '../../src/solver.js';
import { belongsTo } from '../support/allure.js';
import { displaced, faulty, mismeasure, rounded, shift } from '../support/toy-faults.js';
import { toyRotation } from '../support/toy-rotation.js';

belongsTo('harness', 'bisect', 'iteration and stage');

const N = 64;
const toy = toyRotation();
const at20 = (iteration: number) => iteration === 20;
const from20to29 = (iteration: number) => iteration >= 20 && iteration < 30;
// single precision rounds a point of length 3 by 1.2e-7, and a turn carries at most 1 / 0.03 of them along
const ROUNDING: BisectOptions = { rules: [{ for: '*', absolute: 1e-5, reason: 'single precision in one stage' }] };

const ask = (candidate: Solver, options: BisectOptions = {}, reference = toy) =>
  bisectSolvers(reference, candidate, { iterations: N, checkpointEvery: 10, ...options });

describe('names the iteration and the stage', () => {
  it.each<[string, Solver, BisectOptions, object]>([
    [
      'of a stage that is wrong from the first step on',
      faulty('draw', (_, right) => right({ counter: 1 })),
      {},
      { differs: 1, stage: 'draw' },
    ],
    [
      'of a stage that is wrong from some step on',
      faulty('move', shift('point', 1e-9), 37),
      {},
      { differs: 37, stage: 'move' },
    ],
    [
      'of a stage that is wrong in one step alone',
      faulty('turn', shift('turned', 1e-3, at20)),
      {},
      { differs: 20, stage: 'turn' },
    ],
    [
      'of a stage whose output is only measured',
      faulty('measure', mismeasure, 21),
      {},
      { differs: 21, stage: 'measure', isHidden: true },
    ],
    [
      'of a state that is handed on changed',
      withFault(toy, { kind: 'state', at: 20, change: displaced(1e-9) }),
      {},
      { differs: 20, stage: 'state' },
    ],
    [
      'of another start',
      withFault(toy, { kind: 'start', change: displaced(1e-9) }),
      {},
      { agrees: -1, differs: 0, stage: 'start' },
    ],
    ['of a program with other roundings', rounded(), {}, { differs: 1, stage: 'turn' }],
    [
      'among roundings, of a stage that is wrong from some step on',
      rounded({ stage: 'move', swap: shift('point', 1e-4), from: 37 }),
      ROUNDING,
      { differs: 37, stage: 'move' },
    ],
    [
      'among roundings, of a stage that is wrong in one step alone',
      rounded({ stage: 'move', swap: shift('point', 1e-3, at20), from: 1 }),
      ROUNDING,
      { differs: 20, stage: 'move' },
    ],
    [
      'among roundings, of a stage that is wrong for a while',
      rounded({ stage: 'move', swap: shift('point', 1e-3, from20to29), from: 1 }),
      ROUNDING,
      { differs: 20, stage: 'move' },
    ],
    [
      're-seated, of a stage that is wrong from some step on',
      faulty('turn', shift('turned', 1e-9), 41),
      { reseated: true },
      { differs: 41, stage: 'turn' },
    ],
    [
      're-seated, of a stage that is wrong in one step alone',
      faulty('turn', shift('turned', 1e-9, at20)),
      { reseated: true },
      { differs: 20, stage: 'turn' },
    ],
    ['of the last step', faulty('move', shift('point', 1e-9), N), {}, { differs: N, stage: 'move' }],
  ])('%s', async (_, candidate, options, expected) => {
    const answer = await ask(candidate, options);
    expect(answer).toMatchObject({ outcome: 'found', ...expected });
    expect(answer.agrees).toBe((answer.differs as number) - 1);
    expect(answer.probes).toBeLessThanOrEqual(2 * Math.log2(N) + toy.stages.length);
  });

  it('with tensor, element and size', async () => {
    const { value } = await ask(faulty('move', shift('point', 0.5), 37));
    expect(value).toMatchObject({ name: 'move/point', over: 2, elements: 2, first: { index: [0] } });
    expect(value?.first?.absolute).toBeCloseTo(0.5, 12);
  });

  it.each<[string, Solver, string[]]>([
    ['one', faulty('turn', shift('turned', 1e-3), 20), ['turn']],
    [
      'two',
      withFault(faulty('turn', shift('turned', 1e-3), 20), {
        kind: 'stage',
        stage: 'move',
        swap: shift('point', 1e-3),
        from: 20,
      }),
      ['turn', 'move'],
    ],
  ])('and every stage of that step that adds an error of its own: %s', async (_, candidate, expected) => {
    const { stages } = await ask(candidate);
    expect(stages).toMatchObject({ isolated: true, compared: ['turn', 'draw', 'move', 'measure'] });
    expect(stages?.differing.map(({ stage }) => stage)).toEqual(expected);
  });
});

describe('says', () => {
  it.each<[string, Solver, BisectOptions]>([
    ['the same solver', toyRotation(), {}],
    ['roundings within the tolerance', rounded(), ROUNDING],
    [
      'what differs only after the last iteration that is asked for',
      faulty('move', shift('point', 1), 40),
      { until: 39 },
    ],
    [
      'an error of every step that is within the tolerance, re-seated',
      faulty('move', shift('point', 9e-6)),
      { ...ROUNDING, reseated: true },
    ],
  ])('that the candidate agrees: %s', async (_, candidate, options) => {
    const answer = await ask(candidate, options);
    expect(answer).toMatchObject({ outcome: 'none', agrees: options.until === 39 ? 30 : N });
    expect(answer.differs).toBeUndefined();
  });

  it('that no step is over the tolerance, but their sum is', async () => {
    const answer = await ask(rounded({ stage: 'move', swap: shift('point', 5e-6), from: 1 }), ROUNDING);
    expect(answer.outcome).toBe('accumulates');
    expect(answer.differs).toBeGreaterThan(answer.agrees);
    expect(describeAnswer(answer)).toContain('no step of the candidate is over the tolerance, but their sum is');
  });

  it('where a candidate fails, and in which stage', async () => {
    const broken = faulty(
      'draw',
      () => {
        throw new RangeError('no more numbers');
      },
      33,
    );
    const answer = await ask(broken);
    expect(answer).toMatchObject({ outcome: 'found', agrees: 32, differs: 33, stage: 'draw' });
    expect(answer.ended).toBe('it fails at iteration 33: no more numbers');
    expect(describeAnswer(answer)).toContain('draw: fails: no more numbers');
  });

  it('where a candidate ends before the reference', async () => {
    const answer = await ask({
      ...toy,
      done: ({ iteration }) => (iteration === 33 ? 'the schedule is over' : undefined),
    });
    expect(answer).toMatchObject({ outcome: 'found', agrees: 33, differs: 34, ended: 'the schedule is over' });
  });
});

it('takes a reference whose schedule ends as far as it goes', async () => {
  const short = { ...toy, done: ({ iteration }: { iteration: number }) => (iteration === 33 ? 'over' : undefined) };
  expect(await ask(short, {}, short)).toMatchObject({ outcome: 'none', agrees: 33 });
});

it('answers alike whatever the grid of checkpoints', async () => {
  const candidate = rounded({ stage: 'move', swap: shift('point', 1e-4), from: 37 });
  const answers = await Promise.all(
    [1, 2, 3, 7, 16, 63, N].map(async (checkpointEvery) => {
      const {
        probes: _,
        iterations: __,
        drift: ___,
        ...answer
      } = await ask(candidate, { ...ROUNDING, checkpointEvery } as BisectOptions);
      return answer;
    }),
  );
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

it('names the one iteration of an error born among roundings, wherever it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: N }),
      fc.boolean(),
      fc.integer({ min: 1, max: N }),
      async (from, stays, checkpointEvery) => {
        const swap = shift('point', 1e-3, (iteration) => stays || iteration === from);
        const options = { ...ROUNDING, checkpointEvery } as BisectOptions;
        const answer = await ask(rounded({ stage: 'move', swap, from }), options);
        expect(answer).toMatchObject({ outcome: 'found', agrees: from - 1, differs: from, stage: 'move' });
        expect(answer.probes).toBeLessThanOrEqual(2 * Math.log2(N) + toy.stages.length);
      },
    ),
    { seed: 42, numRuns: 100 },
  );
});

it('refuses a reference of one state', async () => {
  await expect(ask(toy, { until: 5 })).rejects.toThrow(
    'the reference: expected at least two checkpoints that the candidate can be held to',
  );
});
