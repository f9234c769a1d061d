import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRun, type Solver, startRun, subjectOf } from 'plumbline';
import { bisect, historyOf, solverProgram, withFault } from 'plumbline/bisect';
import { follow, metric } from 'plumbline/vitest';
import { expect, it, onTestFinished } from 'vitest';
import { rosenbrock } from '../src/rosenbrock.js';

const rows = (solver: Solver, iterations: number): Readonly<Record<string, number>>[] =>
  follow(solver, solver.init(), iterations).rows.map((row, i) => ({ iteration: i + 1, ...row }));

/** A port whose gradient loses a factor once it is in the valley. */
const port = withFault(rosenbrock(), {
  kind: 'stage',
  stage: 'gradient',
  from: 137,
  swap(inputs, right) {
    const outputs = right(inputs);
    return { ...outputs, dy: (outputs.dy as number) / 2 };
  },
});

it('comes down the valley', () => {
  const all = rows(rosenbrock(), 2000);
  metric('rosenbrock: loss after 2000 iterations', all[1999].loss);
  const logged = all.filter(({ iteration }) => iteration % 100 === 0);
  expect(logged).toMatchGolden('golden/rosenbrock.csv', {
    tolerance: { relative: 1e-12, reason: 'sums and products in double precision, a few thousand of them' },
  });
});

it('goes on from a checkpoint as if it had not been interrupted', () => {
  expect(rosenbrock()).toResumeExactly({ iterations: 100 });
});

it('finds the port right while its fault sleeps, and wrong in the gradient when it wakes', async () => {
  await expect(port).toAgreeByStage(rosenbrock(), { at: [1, 100, 136] });
  await expect(expect(port).toAgreeByStage(rosenbrock(), { at: [1, 137] })).rejects.toThrow(
    /iteration 137, stage gradient/,
  );
});

it('bisects the port to the iteration and the stage', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rosenbrock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await startRun(subjectOf(rosenbrock()), {}, join(folder, 'reference'), { iterations: 500, checkpointEvery: 50 });
  const reference = historyOf(openRun(join(folder, 'reference')), solverProgram(rosenbrock()));
  const answer = await bisect(reference, solverProgram(port));
  expect(answer).toMatchObject({ outcome: 'found', differs: 137, stage: 'gradient' });
  expect(answer.value?.name).toBe('gradient/dy');
});
