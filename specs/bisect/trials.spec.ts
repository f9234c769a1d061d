import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bisectSolvers, type Swap, withFault } from '../../src/bisect/index.js';
import { gaussian } from '../../src/gaussian/index.js';
import type { Solver } from '../../src/solver.js';
import { belongsTo } from '../support/allure.js';
import { nudged } from '../support/nudge.js';
import { toyRotation } from '../support/toy-rotation.js';
import { SMALL } from '../support/toy-runs.js';

belongsTo('harness', 'bisect', 'exactness');

const small = async (): Promise<Solver> => {
  const inputs = {
    read() {
      throw new Error('no file is named');
    },
  };
  const occasion = { engine: undefined, iterations: 60, start: 0, inputs };
  return (await gaussian.prepare(SMALL, occasion)).solver;
};
const SOLVERS = { toy: async () => toyRotation(), gaussian: small };

it.each<[keyof typeof SOLVERS, number]>([
  ['toy', 100],
  ['gaussian', 100],
])(
  'names iteration and stage of a fault at any place, whatever is kept of the run: %s, %i trials',
  async (name, numRuns) => {
    const solver = await SOLVERS[name]();
    const stages = solver.stages.map((stage) => stage.name);
    const trial = fc.record({
      from: fc.integer({ min: 1, max: 60 }),
      stage: fc.constantFrom(...stages),
      seed: fc.nat(),
      checkpointEvery: fc.integer({ min: 1, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(trial, async ({ from, stage, seed, checkpointEvery }) => {
        const swap: Swap = (inputs, right) => nudged(right(inputs), seed);
        const faulty = withFault(solver, { kind: 'stage', stage, swap, from });
        const answer = await bisectSolvers(solver, faulty, { iterations: 60, checkpointEvery });
        expect(answer).toMatchObject({ outcome: 'found', agrees: from - 1, differs: from, stage });
        expect(answer.probes).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(61)) + stages.length);
      }),
      { seed: 42, numRuns },
    );
  },
);
