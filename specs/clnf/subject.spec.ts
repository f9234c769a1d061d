import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { clnf } from '../../src/clnf/index.js';
import { type RunOptions, resume, startRun } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { openCursor } from '../../src/solver.js';
import { encodeState, openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { caseSettings, ENGINES, goldenCase, lastState, prepareClnf, tapAll } from '../support/clnf.js';
import { results, scratch } from '../support/toy-runs.js';

belongsTo('clnf', 'fit', 'run and resume');

/** A face of 92 pixels. */
const SMALL: Settings = {
  image: caseSettings('r2_small_noisy').image,
  box: goldenCase('r2_small_noisy').init.bbox.join(),
};

let folder: string;
const run = (name: string) => join(folder, name);
const read = (name: string, file: string) => readFileSync(join(run(name), file), 'utf8');
beforeEach(() => {
  folder = scratch();
});

describe.each(ENGINES)('a run of the engine %s', (engine) => {
  it('ends by itself when the fit is complete, with its landmarks', async () => {
    const { outcome } = await startRun(clnf, {}, run('fit'), { engine });
    expect(outcome).toMatchObject({ status: 'finished', reason: 'the fit is complete', last: { iteration: 30 } });
    const { error_px, error_percent_interocular, ...rest } = JSON.parse(read('fit', 'metrics.json'));
    expect(rest).toMatchObject({ iterations: 30, frames: 1, failed: 0 });
    expect(error_px).toBeLessThan(2);
    expect(error_percent_interocular).toBeLessThan(2);
    expect(read('fit', 'landmarks.csv').split('\n')).toHaveLength(3);
    expect(JSON.parse(read('fit', 'params.json')).params_local).toHaveLength(20);
  });

  it('goes on from its own result as if it were a start', async () => {
    await startRun(clnf, SMALL, run('first'), { engine });
    const again: Settings = { image: SMALL.image, start: join(run('first'), 'params.json') };
    await startRun(clnf, again, run('second'), { engine });
    const [first, second] = ['first', 'second'].map((name) => openRun(run(name)).scalars().values.shape_change);
    // where a fit ends is near to where it would go from there
    expect(second[0]).toBeLessThan(0.2 * first[0]);
  });

  it('is the same wherever it was stopped', () => sameWhereverStopped({ engine }, SMALL, 30, 1));

  it('can be forked at any checkpoint with one thing changed', async () => {
    await startRun(clnf, SMALL, run('parent'), { engine });
    const changed = { iterations_per_window: 9, stop_change: 0 };
    await resume(clnf, { folder: run('parent'), iteration: 10 }, changed, run('fork'));
    const [parent, fork] = ['parent', 'fork'].map((name) => openRun(run(name)).scalars());
    // at 10 the parent has done its ten of the first window, and the fork goes on in the second
    expect([...fork.iterations.subarray(0, 2)]).toEqual([11, 12]);
    expect(fork.values.window[0]).toBe(9);
    expect(fork.values.loss.subarray(0, 5)).toEqual(parent.values.loss.subarray(10, 15));
    expect(fork.iterations.length).toBe(2 * 2 * 9);
  });

  it('refuses a checkpoint of another model or of another window', async () => {
    await startRun(clnf, SMALL, run('parent'), { engine, iterations: 12 });
    const fork = (changed: Settings) =>
      resume(clnf, { folder: run('parent') }, changed, run('fork'), { iterations: 1000 });
    await expect(fork({ windows: '11,7,7' })).rejects.toThrow(/response is \[68,9,9\]; expected \[68,7,7\]/);
    await expect(fork({ windows: '11' })).rejects.toThrow(/at a window that the settings do not have/);
  });
});

describe('a run that was stopped is the same in the end', () => {
  it.each<[string, Settings, number]>([
    ['stages that end early', { ...SMALL, stop_change: 1, iterations_per_window: '8,3,2' }, 17],
    ['two windows of three', { ...SMALL, windows: '0,9,7' }, 20],
    ['eleven starts', { ...SMALL, multi_view: true, windows: '7', iterations_per_window: 1 }, 22],
  ])('%s', (_, settings, length) => sameWhereverStopped({}, settings, length, 2));
});

it('a video that was stopped is the same in the end', async () => {
  // a face that stands still
  for (const name of ['1.png', '2.png', '3.png']) cpSync(SMALL.image as string, run(name));
  const settings = { ...SMALL, image: run('%d.png'), frames: '1-3', iterations_per_window: 2 };
  await sameWhereverStopped({}, settings, 12 + 8 + 8, 2);
  expect(read('whole', 'landmarks.csv').split('\n')).toHaveLength(5);
});

describe('the fast engine', () => {
  it('gives the same bits stage by stage and in one go, from any iteration', async () => {
    const prepared = await prepareClnf(caseSettings('r4_yaw_switch'));
    const { solver } = prepared;
    const whole = encodeState('clnf', lastState(prepared));
    const stepped = tapAll(prepared);
    const cursor = openCursor(solver, solver.init());
    for (const [i, { scalars }] of stepped.entries()) {
      expect(cursor.advance(true), `iteration ${i + 1}`).toEqual(scalars);
      const state = cursor.state();
      if (i % 7 === 3) expect(encodeState('clnf', lastState(prepared, state))).toEqual(whole);
    }
    expect(cursor.done?.()).toBe('the fit is complete');
    expect(encodeState('clnf', cursor.state())).toEqual(whole);
    cursor.close();
  });

  it.each([2, 3])('gives the same bits on %i threads', async (threads) => {
    const settings = caseSettings('r5_border');
    const [one, many] = await Promise.all([1, threads].map((count) => prepareClnf(settings, { threads: count })));
    expect(encodeState('clnf', lastState(many))).toEqual(encodeState('clnf', lastState(one)));
  });
});

it('a run keeps the image and the start that it was given', async () => {
  const { image, start } = caseSettings('r2_small_noisy') as Record<string, string>;
  const [copy, json] = ['face.png', 'start.json'].map((name) => join(folder, name));
  writeFileSync(copy, readFileSync(image));
  writeFileSync(json, readFileSync(start));
  await startRun(clnf, { image: copy, start: json }, run('parts'), { iterations: 7 });
  writeFileSync(copy, 'gone');
  writeFileSync(json, 'gone');
  const { outcome } = await resume(clnf, { folder: run('parts') }, {}, undefined, { iterations: 1000 });
  expect(outcome.status).toBe('finished');
});

/** Runs a fit in one go and in two parts, parted anywhere, and holds every file of their folders to each other. */
async function sameWhereverStopped(options: RunOptions, settings: Settings, length: number, numRuns: number) {
  const { outcome } = await startRun(clnf, settings, run('whole'), options);
  expect(outcome.last?.iteration).toBe(length);
  const kept = (path: string) => !path.startsWith('checkpoints');
  const expected = results(run('whole'), kept);
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: length - 1 }), async (iterations) => {
      const name = `parts-${++count}`;
      await startRun(clnf, settings, run(name), { ...options, iterations });
      const { outcome: end } = await resume(clnf, { folder: run(name) }, {}, undefined, { iterations: 1000 });
      expect(end.status).toBe('finished');
      expect(results(run(name), kept)).toEqual(expected);
    }),
    { seed: 42, numRuns },
  );
}
