import { describe, expect, it } from 'vitest';
import {
  bisectRepeatedly,
  describeAnswer,
  findOnset,
  historyOfSolver,
  type RepeatedAnswer,
  solverProgram,
} from '../../src/bisect/index.js';
import { stdRng } from '../../src/random/std-rng.js';
import type { Solver } from '../../src/solver.js';
import { belongsTo } from '../support/allure.js';
import { faulty, shift } from '../support/toy-faults.js';
import { toyRotation } from '../support/toy-rotation.js';

belongsTo('harness', 'bisect', 'noise');

const toy = toyRotation();

const ask = async (candidate: Solver, repeats = 5): Promise<RepeatedAnswer> =>
  bisectRepeatedly(await historyOfSolver(toy, 64, 8), solverProgram(candidate), repeats);

/** A toy that is moved in that share of its steps from an iteration on, each time in others. */
const flaky = (share: number, seed: number, from: number): Solver => {
  const uniform = stdRng(seed);
  return faulty(
    'move',
    shift('point', 1e-3, () => uniform(0, 1) < share),
    from,
  );
};

/** A toy with noise of its own in every step. */
const noisy = (seed: number, size: number, then?: { by: number; from: number }): Solver => {
  const uniform = stdRng(seed);
  return faulty('move', (inputs, right) => {
    const by = then !== undefined && (inputs.iteration as number) >= then.from ? then.by : 0;
    return shift('point', by + uniform(-size, size))(inputs, right);
  });
};

describe('a candidate asked several times', () => {
  it('carries full confidence where it gives the same numbers', async () => {
    const answer = await ask(faulty('move', shift('point', 1e-3), 37));
    expect(answer).toMatchObject({
      outcome: 'found',
      differs: 37,
      stage: 'move',
      confidence: 1,
      repeats: 5,
      spread: {},
    });
    expect(describeAnswer(answer)).toContain('the same numbers in 5 runs');
  });

  it('is no finding where it differs from itself as much as from the reference', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, seed) => ask(noisy(seed, 1e-6))));
    expect(answers.filter(({ outcome }) => outcome === 'found')).toEqual([]);
    expect(answers.filter(({ outcome }) => outcome === 'noise').length).toBeGreaterThan(7);
  });

  it('finds a fault that is larger than its own noise', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, seed) => ask(noisy(seed, 1e-6, { by: 1e-4, from: 37 }))),
    );
    for (const answer of answers)
      expect(answer).toMatchObject({ outcome: 'found', agrees: 36, differs: 37, stage: 'move', confidence: 1 });
    expect(describeAnswer(answers[0])).toContain('the candidate is not deterministic; two runs of it differ by up to:');
  });

  it.each([0.9, 0.5, 0.2])(
    'finds a fault that shows in %d of its steps, and is never sure of a wrong answer',
    async (share) => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, seed) => ask(flaky(share, seed, 37), 10)));
      const right = answers.filter(
        ({ outcome, differs, stage }) => outcome === 'found' && differs === 37 && stage === 'move',
      );
      expect(right.length).toBeGreaterThanOrEqual(18);
      expect(answers.filter((answer) => answer.confidence === 1 && !right.includes(answer))).toEqual([]);
    },
  );

  it('says between which iterations it is where it is not sure', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, seed) => ask(flaky(0.05, seed, 37), 2)));
    const unsure = answers.filter(({ outcome }) => outcome === 'inconsistent');
    expect(unsure.length).toBeGreaterThan(2);
    for (const answer of unsure) {
      expect(answer.agrees).toBeLessThan(answer.differs as number);
      expect(answer.confidence).toBeLessThan(0.95);
      expect(describeAnswer(answer)).toContain(
        'the answers contradict each other: it may leave the reference anywhere between',
      );
    }
  });
});

describe('the onset of an effect that is not always seen', () => {
  it.each<[string, number, number]>([
    ['always seen from there on, never before', 1, 0],
    ['seen every second time', 0.5, 0],
    ['now and then seen before it, too', 0.9, 0.02],
  ])('is found with the confidence that it claims: %s', async (_, hit, miss) => {
    const trials = await Promise.all(
      Array.from({ length: 200 }, async (_, seed) => {
        const uniform = stdRng(seed);
        const at = 1 + Math.floor(uniform(0, 100));
        const found = await findOnset(100, 400, async (place) => uniform(0, 1) < (place >= at ? hit : miss));
        return { ...found, isRight: found.at === at };
      }),
    );
    const sure = trials.filter(({ confidence }) => confidence >= 0.95);
    expect(sure.length).toBeGreaterThanOrEqual(190);
    // 0.95 is claimed; 0.9 is three standard deviations of 200 trials below it
    expect(sure.filter(({ isRight }) => isRight).length / sure.length).toBeGreaterThan(0.9);
  });
});
