import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../src/gaussian/index.js';
import type { Settings } from '../../src/settings.js';
import { type Scalars, type State, stepwise } from '../../src/solver.js';
import type { EngineName, Prepared } from '../../src/subject.js';
import { decodeState, encodeState } from '../../src/trace/checkpoint.js';
import { belongsTo } from '../support/allure.js';
import { prepareGaussian } from '../support/gaussian.js';

const SMALL = { size: 18, gaussians: 7 };

/** Rows and last state of so many steps by the stages. */
function byStages({ solver }: Prepared, start: State, steps: number) {
  const cursor = stepwise(solver, start);
  const rows = Array.from({ length: steps }, () => cursor.advance(true) as Scalars);
  return { rows, state: cursor.state() };
}

/** The same by the engine's cursor; rows are asked for at every `every`-th step. */
function byCursor({ solver }: Prepared, start: State, steps: number, every = 1) {
  const cursor = solver.open?.(start);
  if (cursor === undefined) throw new Error('this engine has no cursor of its own');
  const rows = Array.from({ length: steps }, (_, i) => cursor.advance((i + 1) % every === 0));
  const state = cursor.state();
  cursor.close();
  return { rows, state };
}

const SETTINGS: Settings[] = [
  {},
  { optimizer: 'adamw', lr: 0.01, 'lr.scale': 0.002 },
  { optimizer: 'adan', weight_decay: 0.01 },
  { optimizer: 'sgd', lr: 1 },
  { optimizer: 'momentum', lr: 0.5, clip_norm: 0.1 },
  { optimizer: 'nesterov', lr: 0.5, clip_value: 0.01 },
  { freeze: 'scale', bias_correction: false },
  { freeze: 'position,color', schedule: 'step', step_every: 2 },
  { schedule: 'cosine', schedule_end: 4, min_scale: 0.05 },
  { schedule: 'restarts', restart_period: 2, warmup: 3, cutoff: 25 },
];
const FAST: Settings[] = [
  { eps: 0.01, cutoff: 40, gradient: 'full' },
  { renderer: 'softmax', gradient: 'full', freeze: 'color' },
  { renderer: 'sum', covariance: 'rotation', optimizer: 'adan' },
  { covariance: 'cholesky', eps: 0.001, clip_norm: 0.1, schedule: 'exponential' },
];

describe('the cursor of an engine', () => {
  belongsTo('gaussian', 'engines', 'cursor and stages');

  it.each<[EngineName, Settings]>([
    ...SETTINGS.map((settings): [EngineName, Settings] => ['strict', settings]),
    ...[...SETTINGS, ...FAST].map((settings): [EngineName, Settings] => ['simd', settings]),
  ])('gives the bits of the stages: %s %j', async (engine, settings) => {
    const prepared = await prepareGaussian({ ...SMALL, ...settings }, { engine });
    const start = prepared.solver.init();
    expect(byCursor(prepared, start, 8)).toEqual(byStages(prepared, start, 8));
  });

  it.each(['strict', 'simd'] as const)('goes the same way whether or not rows are wanted: %s', async (engine) => {
    const prepared = await prepareGaussian(SMALL, { engine });
    const start = prepared.solver.init();
    const [all, some] = [byCursor(prepared, start, 9), byCursor(prepared, start, 9, 3)];
    expect(some.state).toEqual(all.state);
    expect(some.rows).toEqual(all.rows.map((row, i) => ((i + 1) % 3 === 0 ? row : undefined)));
  });

  it('leaves its start and its snapshots alone', async () => {
    const { solver } = await prepareGaussian(SMALL);
    const start = solver.init();
    const cursor = solver.open?.(start);
    cursor?.advance(false);
    const first = cursor?.state();
    const copy = structuredClone(first);
    cursor?.advance(false);
    expect(first).toEqual(copy);
    expect(cursor?.state()).not.toEqual(copy);
    expect(start).toEqual(solver.init());
    cursor?.close();
  });

  it.each([{}, ...FAST])('gives the same bits on one and on two threads: %j', async (settings) => {
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => prepareGaussian({ ...SMALL, ...settings }, { engine: 'simd', threads })),
    );
    const start = one.solver.init();
    expect(byCursor(two, start, 6)).toEqual(byCursor(one, start, 6));
  });
});

describe('a resumed run', () => {
  belongsTo('gaussian', 'resume', 'bit for bit');

  it.each<[EngineName, Settings]>([
    ['strict', {}],
    ['strict', { precision: 'f64' }],
    ['simd', { renderer: 'softmax', gradient: 'full', covariance: 'rotation' }],
    ['simd', { optimizer: 'adan', schedule: 'cosine', covariance: 'cholesky', eps: 0.01 }],
  ])('goes on from the checkpoint of any iteration as if nothing had been: %s %j', async (engine, settings) => {
    const prepared = await prepareGaussian({ size: 12, gaussians: 5, ...settings }, { engine, iterations: 12 });
    const whole = byStages(prepared, prepared.solver.init(), 12);
    const law = fc.property(fc.integer({ min: 0, max: 11 }), (at) => {
      const { state } = byStages(prepared, prepared.solver.init(), at);
      const saved = decodeState(encodeState('gaussian', state), 'checkpoint').state;
      const resumed = byStages(prepared, prepared.adopt(saved, 'checkpoint'), 12 - at);
      expect(resumed).toEqual({ rows: whole.rows.slice(at), state: whole.state });
    });
    fc.assert(law, { seed: 42, numRuns: 8 });
  });
});

describe('a step', () => {
  belongsTo('gaussian', 'stages');

  it('passes through render, loss, backward, clip, update and clamp', async () => {
    const { solver } = await prepareGaussian(SMALL);
    const seen: Record<string, string[]> = {};
    const { scalars } = solver.step(solver.init(), (stage, outputs) => {
      seen[stage] = Object.keys(outputs);
    });
    expect(Object.keys(seen)).toEqual(['render', 'loss', 'backward', 'clip', 'update', 'clamp']);
    for (const { name, outputs } of solver.stages) expect(seen[name].sort()).toEqual([...outputs].sort());
    expect(seen.render).toEqual(['image', 'weight']);
    expect(seen.backward).toEqual(['gradient.color', 'gradient.position', 'gradient.scale']);
    expect(Object.keys(scalars)).toEqual([...COLUMNS]);
  });

  it('gives a row of the state before the update, and the norms of the update', async () => {
    const prepared = await prepareGaussian({ ...SMALL, optimizer: 'sgd', lr: 0.25, freeze: 'scale' });
    const start = prepared.solver.init();
    const { rows } = byStages(prepared, start, 2);
    expect(rows[0].learning_rate).toBe(0.25);
    // plain descent within the clamps moves by the rate times the gradient, to single precision
    expect(rows[0].at_clamp).toBe(0);
    expect(rows[0].update_norm / rows[0].grad_norm).toBeCloseTo(0.25, 5);
    expect(rows[1].mean_scale).toBe(rows[0].mean_scale);
    expect(rows[0].l2_covered + rows[0].l2_uncovered).toBeCloseTo(rows[0].l2, 9);
    expect(rows[0].psnr).toBeCloseTo(-10 * Math.log10(rows[0].l2), 12);
  });
});
