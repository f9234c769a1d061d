import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bisect, historyOf, type Swap, solverProgram, withFault } from '../../src/bisect/index.js';
import { gaussian } from '../../src/gaussian/index.js';
import { prepareAgain, startRun } from '../../src/run/index.js';
import type { Solver } from '../../src/solver.js';
import { openRun, type Run } from '../../src/trace/index.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { nudged } from '../support/nudge.js';

belongsTo('gaussian', 'bisect', 'a run of 10,000 iterations');

const ITERATIONS = 10_000;
let folder: string;
let run: Run;
let solver: Solver;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-long-'));
  await startRun(gaussian, {}, join(folder, 'run'), { iterations: ITERATIONS, checkpointEvery: 100 });
  run = openRun(join(folder, 'run'));
  solver = (await prepareAgain(gaussian, run)).solver;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('names iteration and stage of one fault that sets in at any iteration, in at most 30 probes', async () => {
  const stages = solver.stages.map(({ name }) => name);
  const rows: (string | number)[][] = [['sets in', 'stage', 'found', 'probes', 'iterations asked for']];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: ITERATIONS }),
      fc.constantFrom(...stages),
      fc.nat(),
      async (from, stage, seed) => {
        const swap: Swap = (inputs, right) => nudged(right(inputs), seed);
        const faulty = withFault(solver, { kind: 'stage', stage, swap, from });
        const answer = await bisect(historyOf(run, solverProgram(solver)), solverProgram(faulty));
        rows.push([from, stage, answer.differs ?? 'none', answer.probes, answer.iterations]);
        expect(answer).toMatchObject({ outcome: 'found', agrees: from - 1, differs: from, stage });
        expect(answer.probes).toBeLessThanOrEqual(30);
      },
    ),
    { seed: 42, numRuns: 30 },
  );
  attachTable('faults', rows);
});
