import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { bisect, historyOf, type Program, recordedProgram, solverProgram } from '../../src/bisect/index.js';
import type { Solver } from '../../src/solver.js';
import { belongsTo } from '../support/allure.js';
import { faulty, shift } from '../support/toy-faults.js';
import { type RecordOptions, recordToy } from '../support/toy-record.js';
import { toyRotation } from '../support/toy-rotation.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'bisect', 'recorded runs');

const toy = toyRotation();
const wrong = faulty('move', shift('point', 1e-9), 37);
let folder: string;
beforeEach(() => {
  folder = scratch();
});

interface Side extends RecordOptions {
  readonly solver: Solver;
  /** The program that is known to make it again, whether it does or not. */
  readonly again?: Solver;
}

const ask = (reference: Side, candidate: Side) => {
  const [a, b] = [reference, candidate].map((side, i) => recordToy(join(folder, `${i}`), side.solver, side));
  const program = ({ again }: Side): Program | undefined => again && solverProgram(again);
  return bisect(historyOf(a, program(reference)), recordedProgram(b, program(candidate)));
};

describe('of two recorded runs', () => {
  it.each<[string, Side, Side, object]>([
    ['agreement', { solver: toy }, { solver: toy }, { outcome: 'none', agrees: 64 }],
    [
      'iteration and stage where both can be made again',
      { solver: toy, again: toy },
      { solver: wrong, again: wrong },
      { agrees: 36, differs: 37, stage: 'move' },
    ],
    [
      'iteration and stage where both recorded every step',
      { solver: toy, every: 1, stages: true },
      { solver: wrong, every: 1, stages: true },
      { agrees: 36, differs: 37, stage: 'move' },
    ],
    [
      'the checkpoints between which they part where neither can',
      { solver: toy },
      { solver: wrong },
      { agrees: 30, differs: 40, reason: expect.stringContaining('the candidate did not record') },
    ],
    [
      'the same where only the candidate can',
      { solver: toy },
      { solver: wrong, again: wrong },
      { agrees: 30, differs: 40, reason: expect.stringContaining('the reference did not record') },
    ],
    [
      'the same where what should make the candidate again gives other numbers',
      { solver: toy, again: toy },
      { solver: wrong, again: toy },
      { agrees: 30, differs: 40, reason: expect.stringContaining('the candidate did not record') },
    ],
    [
      'the same where what should make the reference again gives other numbers',
      { solver: toy, again: wrong },
      { solver: wrong, again: wrong },
      { agrees: 30, differs: 40, reason: expect.stringContaining('the reference did not record') },
    ],
    [
      'the iteration alone where no stages are known',
      { solver: toy, every: 1 },
      { solver: wrong, every: 1 },
      { agrees: 36, differs: 37, reason: expect.stringContaining('the stages of this step are not known of both') },
    ],
    [
      'checkpoints that both have',
      { solver: toy, every: 4, again: toy },
      { solver: wrong, every: 6, again: wrong },
      { agrees: 36, differs: 37, stage: 'move' },
    ],
    ['a candidate that ended early', { solver: toy }, { solver: toy, iterations: 30 }, { outcome: 'none', agrees: 30 }],
  ])('tells %s', async (_, reference, candidate, expected) => {
    expect(await ask(reference, candidate)).toMatchObject(expected);
  });

  it('refuses to look at single steps, which a recorded candidate cannot be asked for', async () => {
    const run = recordToy(join(folder, 'a'), toy);
    await expect(bisect(historyOf(run), recordedProgram(run), { reseated: true })).rejects.toThrow(
      'a recorded candidate has gone only its own way; it cannot be re-seated',
    );
  });

  it('refuses runs without two checkpoints in common', async () => {
    await expect(ask({ solver: toy, every: 64, iterations: 64 }, { solver: toy, iterations: 7 })).rejects.toThrow(
      'expected at least two checkpoints that the candidate can be held to',
    );
  });
});
