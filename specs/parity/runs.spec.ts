import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { compareRuns, describeComparison, type RunOptions } from '../../src/parity/index.js';
import type { Solver } from '../../src/solver.js';
import { belongsTo } from '../support/allure.js';
import { faulty, mismeasure, shift } from '../support/toy-faults.js';
import { type RecordOptions, recordToy } from '../support/toy-record.js';
import { toyRotation } from '../support/toy-rotation.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'compare', 'runs');

const toy = toyRotation();
const SHORT: RecordOptions = { iterations: 20, every: 5, stages: true };
let folder: string;
beforeEach(() => {
  folder = scratch();
});

const record = (name: string, solver: Solver = toy, options: RecordOptions = {}) =>
  recordToy(join(folder, name), solver, { ...SHORT, ...options });
const compare = (
  solver: Solver,
  candidate: RecordOptions = {},
  options: RunOptions = {},
  reference: RecordOptions = {},
) => compareRuns(record('a', toy, reference), record('b', solver, candidate), options);

describe('two runs', () => {
  it('that are the same have nothing that differs', async () => {
    const found = await compare(toyRotation());
    expect(found).toMatchObject({
      verdict: 'same',
      checkpoints: { compared: 5, onlyReference: 0, onlyCandidate: 0 },
      stages: { compared: 4, onlyReference: 0, onlyCandidate: 0 },
      rows: { compared: 20, onlyReference: 0, onlyCandidate: 0 },
    });
    expect(found.values.map(({ name, compared }) => [name, compared])).toEqual([
      ['turn/turned', 4],
      ['draw/counter', 4],
      ['draw/kick', 4],
      ['move/point', 4],
      ['measure/angle', 4],
      ['measure/loss', 4],
      ['scalars/loss', 20],
      ['scalars/angle', 20],
      ['state/point', 5],
      ['state/counter', 5],
    ]);
    expect(found.values.every(({ verdict, largest }) => verdict === 'same' && largest.absolute === 0)).toBe(true);
  });

  it.each<[string, Solver, RecordOptions, number, string]>([
    ['in the row of an iteration without a checkpoint', faulty('move', shift('point', 1), 7), {}, 7, 'scalars/loss'],
    ['in the first stage of an iteration', faulty('turn', shift('turned', 1), 10), {}, 10, 'turn/turned'],
    ['in what is only measured', faulty('measure', mismeasure, 10), {}, 10, 'measure/loss'],
    [
      'in the state, where there are no stages',
      faulty('turn', shift('turned', 1), 10),
      { stages: false },
      10,
      'scalars/loss',
    ],
  ])('differ first %s', async (_, solver, options, iteration, name) => {
    const { verdict, first } = await compare(solver, options, {}, options);
    expect(verdict).toBe('differs');
    expect(first).toMatchObject({ iteration, comparison: { name } });
  });

  it('give for each value where it differs first and worst, and what would have passed everywhere', async () => {
    const { values } = await compare(faulty('measure', mismeasure, 10));
    const loss = values.find(({ name }) => name === 'scalars/loss');
    expect(loss).toMatchObject({ verdict: 'differs', compared: 20, differing: 11, first: { iteration: 10 } });
    expect(loss?.wouldPass?.absolute).toBeCloseTo(1, 12);
    expect(values.filter(({ verdict }) => verdict === 'differs').map(({ name }) => name)).toEqual([
      'measure/loss',
      'scalars/loss',
    ]);
  });

  it('may differ by what the rules allow', async () => {
    const rules = [{ for: '*/loss', absolute: 1.001, reason: 'the fault itself' }];
    const found = await compare(faulty('measure', mismeasure, 10), {}, { rules });
    expect(found).toMatchObject({ verdict: 'within' });
    expect(found.first).toBeUndefined();
  });

  it.each<[string, RecordOptions, RecordOptions, object]>([
    ['checkpoints', {}, { every: 10 }, { checkpoints: { compared: 3, onlyReference: 2, onlyCandidate: 0 } }],
    ['stages', {}, { stages: false }, { stages: { compared: 0, onlyReference: 4, onlyCandidate: 0 } }],
  ])('may keep other %s', async (_, reference, candidate, expected) => {
    expect(await compare(toy, candidate, {}, reference)).toMatchObject({ verdict: 'same', ...expected });
  });

  it('of which one ends before the other differ, unless what comes after is left out', async () => {
    const shorter = { iterations: 15 };
    expect(await compare(toy, shorter)).toMatchObject({ verdict: 'differs', ends: { reference: 20, candidate: 15 } });
    const found = await compare(toy, shorter, { until: 15 });
    expect(found).toMatchObject({ verdict: 'same', checkpoints: { compared: 4 } });
    expect(found.ends).toBeUndefined();
  });

  it('are told in words', async () => {
    const run = await compare(faulty('turn', shift('turned', 0.5), 10));
    const text = describeComparison({ kind: 'run', verdict: run.verdict, run });
    expect(text).toContain('toy: different; 5 checkpoints compared, 4 files of stages compared, 20 rows compared');
    expect(text).toContain('first at iteration 10: turn/turned: 2 of 2 elements over the tolerance');
    expect(text).toMatch(/state\/point +differs +3 of 5 +10 +/);
  });
});

describe('refuses', () => {
  const config = (content: Record<string, string | number>): RecordOptions => ({ manifest: { config: content } });

  it.each<[string, RecordOptions, RecordOptions, RunOptions, string]>([
    [
      'another setting',
      config({ rate: 0.1 }),
      config({ rate: 0.2 }),
      {},
      'b/run.json: setting rate is 0.2, 0.1 expected as in ',
    ],
    [
      'a setting that one side lacks',
      config({ rate: 0.1, seed: 1 }),
      config({ rate: 0.1 }),
      {},
      'setting seed is not set, 1 expected as in ',
    ],
    [
      'the second of two settings, of which one may differ',
      config({ rate: 0.1, seed: 1 }),
      config({ rate: 0.2, seed: 2 }),
      { despite: ['rate'] },
      '--despite seed compares all the same',
    ],
    [
      'a setting that was changed on the way',
      config({ rate: 1 }),
      { manifest: { config: { rate: 1 }, segments: [{ from: 10, config: { rate: 2 } }] } },
      {},
      'setting rate@10 is 2, not set expected as in ',
    ],
    [
      'another subject',
      {},
      { manifest: { subject: 'descent' } },
      {},
      'b/run.json: subject "descent", "toy" expected as in ',
    ],
  ])('%s', async (_, reference, candidate, options, message) => {
    await expect(compare(toy, candidate, options, reference)).rejects.toThrow(message);
  });

  it('nothing of that when told to', async () => {
    expect(await compare(toy, config({ rate: 2 }), { despite: ['all'] }, config({ rate: 1 }))).toMatchObject({
      verdict: 'same',
    });
    expect(await compare(toy, config({ rate: 2 }), { despite: ['rate'] }, config({ rate: 1 }))).toMatchObject({
      verdict: 'same',
    });
    expect(await compare(toy, {}, {}, config({ rate: 1 }))).toMatchObject({ verdict: 'same' });
  });

  it('runs that have nothing in common', async () => {
    const [a, b] = [record('a', toy, { stages: false }), record('b', toy, { stages: false })];
    rmSync(join(folder, 'b', 'checkpoints'), { recursive: true });
    rmSync(join(folder, 'b', 'scalars.csv'));
    await expect(compareRuns(a, b)).rejects.toThrow(/b: no checkpoint, stage or row in common with /);
  });

  it('a damaged checkpoint', async () => {
    const [a, b] = [record('a'), record('b')];
    writeFileSync(join(folder, 'b', 'checkpoints', '000010.safetensors'), 'x');
    await expect(compareRuns(a, b)).rejects.toThrow(/000010\.safetensors: /);
  });
});
