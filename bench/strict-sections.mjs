import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROWS_EVERY, sampledRun, wholeRun } from './contenders.mjs';
import { drivenRun, gaussiansOf, openCursor, openPlain, solverFor, targetOf } from './engines.mjs';
import { fusedScalar } from './fused-scalar.mjs';
import { MICROSECONDS } from './measure.mjs';

/** @typedef {import('./measure.mjs').Section} Section */
/** @typedef {import('../src/solver.js').State} State */

/** The strict kernel against the same arithmetic in TypeScript, whose 10,000 iterations are sampled. @returns {Promise<Section>} */
export async function faithful() {
  const run = 10_000;
  const segments = 20;
  const stride = run / segments;
  const length = ROWS_EVERY;
  const lead = (stride - length) / 2;
  const solver = await solverFor({}, 'strict');
  /** @type {State[]} */
  const states = [];
  const cursor = openCursor(solver, solver.init());
  for (let iteration = 0; iteration < run; iteration++) {
    if (iteration % stride === lead) states.push(cursor.state());
    cursor.advance(false);
  }
  cursor.close();
  const sample = { segments, length };
  const whole = wholeRun('strict kernel, all iterations', run, () => openCursor(solver, solver.init()));
  return {
    name: 'faithful',
    title: 'strict kernel and plain strict TypeScript, N=50, 64x64, 10,000 iterations; aim: plain 20 or more',
    notes: [
      `the work of an iteration changes over the run, so both do ${segments} segments of ${length} iterations, each in the middle`,
      `of its ${stride}, from states of the run; the kernel's whole run shows how well they stand for it`,
    ],
    ...MICROSECONDS,
    reference: 'strict kernel',
    tolerance: 0,
    contenders: [
      sampledRun('strict kernel', sample, (segment) => openCursor(solver, states[segment])),
      sampledRun('plain strict TypeScript', sample, (segment) => openPlain(states[segment], 64)),
      {
        ...whole,
        async run(iterations) {
          const { losses } = await whole.run(iterations);
          return { losses: losses.filter((_, i) => ((i + 1) * ROWS_EVERY) % stride === lead + length) };
        },
      },
    ],
  };
}

/** The strict kernel against a fused scalar loop that may sum in any order. @returns {Promise<Section>} */
export async function scalar() {
  const iterations = 1500;
  const checked = [500, iterations];
  const solver = await solverFor({}, 'strict');
  const start = solver.init();
  const target = targetOf(64);
  const kernel = wholeRun('strict kernel', iterations, () => openCursor(solver, start));
  /** @type {ReturnType<typeof fusedScalar>} */
  let loop;
  return {
    name: 'scalar',
    title: `strict kernel and fused scalar JavaScript, N=50, 64x64, first ${iterations} iterations; aim: scalar 2 or more`,
    notes: [
      'rounding grows once pixels fall out of the cutoff: losses are held to 1e-5 at 500 and to 2 % at 1500, where single and',
      'double precision differ by about 1 %',
    ],
    ...MICROSECONDS,
    reference: 'strict kernel',
    tolerance: [1e-5, 0.02],
    contenders: [
      {
        ...kernel,
        async run(count) {
          const { losses } = await kernel.run(count);
          return { losses: checked.map((iteration) => losses[iteration / ROWS_EVERY - 1]) };
        },
      },
      {
        name: 'fused scalar JavaScript',
        iterations,
        setup() {
          loop = fusedScalar(gaussiansOf(start), target, { width: 64, height: 64 });
        },
        run(count) {
          const losses = [];
          for (let i = 1; i <= count; i++) {
            loop.step(i % ROWS_EVERY === 0);
            if (i % ROWS_EVERY !== 0) continue;
            const loss = loop.loss();
            if (checked.includes(i)) losses.push(loss);
          }
          return { losses };
        },
      },
    ],
  };
}

/** The same run with and without its folder. @returns {Promise<Section>} */
export async function recording() {
  const iterations = 10_000;
  const solver = await solverFor({}, 'strict');
  const start = solver.init();
  const contender = (/** @type {string} */ name, /** @type {boolean} */ recorded) => {
    /** @type {string | undefined} */
    let folder;
    const remove = () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    };
    return {
      name,
      iterations,
      setup() {
        remove();
        if (recorded) folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
      },
      async run(/** @type {number} */ count) {
        return { losses: await drivenRun(solver, start, count, folder && join(folder, 'run')) };
      },
      close: remove,
    };
  };
  return {
    name: 'recording',
    title: 'a strict run with and without its folder, N=50, 64x64, a row every iteration; aim: recorded below 1.1',
    notes: [
      `${iterations} iterations, a checkpoint every 10; CPU includes the writer's thread, wall the wait until all is durable`,
    ],
    ...MICROSECONDS,
    reference: 'not recorded',
    tolerance: 0,
    contenders: [contender('not recorded', false), contender('recorded', true)],
  };
}
