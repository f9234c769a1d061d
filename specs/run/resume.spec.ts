import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { gaussian } from '../../src/gaussian/index.js';
import { type RunOptions, resume, startRun } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { configAt, lock, openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { digests, results, SMALL, scratch, watched } from '../support/toy-runs.js';

belongsTo('harness', 'run', 'resume');

const sixty: RunOptions = { iterations: 60, checkpointEvery: 10 };
let folder: string;
const run = (name: string) => join(folder, name);
beforeEach(() => {
  folder = scratch();
});

/** A run, resumed in place with a change at 30 and stopped `steps` later, as if by Ctrl-C. */
async function changedAt30(name: string, before: Settings, changed: Settings, steps = 99) {
  await startRun(gaussian, { ...SMALL, ...before }, run(name), { ...sixty, iterations: 30 });
  const controller = new AbortController();
  if (steps === 0) controller.abort('SIGINT');
  const subject = watched((iteration) => iteration === 30 + steps && controller.abort('SIGINT'));
  return resume(subject, { folder: run(name) }, changed, undefined, { ...sixty, signal: controller.signal });
}

describe('in place', () => {
  it('ends as a run that was never stopped', async () => {
    await startRun(gaussian, SMALL, run('whole'), sixty);
    await startRun(gaussian, SMALL, run('parts'), { ...sixty, iterations: 30 });
    const { outcome } = await resume(gaussian, { folder: run('parts') }, {}, undefined, { iterations: 60 });
    expect(outcome.status).toBe('finished');
    expect(results(run('parts'))).toEqual(results(run('whole')));
    const [parts, whole] = [openRun(run('parts')).manifest, openRun(run('whole')).manifest];
    expect(parts).toEqual({ ...whole, config: { ...whole.config, schedule_end: 30 } });
  });

  it('tells the best of the whole run', async () => {
    const settings = { ...SMALL, lr: 0.1 };
    const whole = await startRun(gaussian, settings, run('whole'), { ...sixty, iterations: 52 });
    await startRun(gaussian, settings, run('parts'), { ...sixty, iterations: 50 });
    const { outcome } = await resume(gaussian, { folder: run('parts') }, {}, undefined, { iterations: 52 });
    expect(whole.outcome.best?.iteration).toBeLessThan(50);
    expect(outcome).toEqual(whole.outcome);
  });

  it.each<[string, Settings, Settings, object]>([
    ['changes a setting', {}, { lr: '0.01' }, { lr: 0.01 }],
    ['takes a setting back', { clip_norm: 0.001 }, { clip_norm: 'none' }, {}],
    ['takes a setting back to its default', { lr: 0.01 }, { lr: 'none' }, { lr: 0.001 }],
    ['changes the optimizer', {}, { optimizer: 'momentum' }, { optimizer: 'momentum' }],
    ['forgets moments once', {}, { reset: 'moments' }, {}],
    ['forgets moments and their count once', {}, { reset: 'moments,t' }, {}],
    ['begins a schedule', {}, { schedule: 'step', step_every: 7 }, { schedule_start: 30, schedule_end: 60 }],
    [
      'begins another schedule',
      { schedule: 'cosine' },
      { schedule: 'exponential' },
      { schedule_start: 30, schedule_end: 60 },
    ],
    ['goes on with a schedule', { schedule: 'cosine' }, { lr: 0.01 }, { schedule_start: 0, schedule_end: 30 }],
  ])('%s, and ends the same however often it is stopped after that', async (_, before, changed, expected) => {
    const whole = await changedAt30('whole', before, changed);
    expect(whole.outcome.status).toBe('finished');
    expect(whole.prepared.settings).toMatchObject(expected);
    expect('clip_norm' in whole.prepared.settings).toBe(false);
    const reference = results(run('whole'), (path) => path === 'scalars.csv' || path.endsWith('060.safetensors'));
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 29 }), async (steps) => {
        const name = `parts-${++count}`;
        expect((await changedAt30(name, before, changed, steps)).outcome.status).toBe('interrupted');
        const { outcome, prepared } = await resume(gaussian, { folder: run(name) }, {}, undefined);
        expect(outcome.status).toBe('finished');
        const { reset: _, ...settings } = whole.prepared.settings;
        const { reset, ...again } = prepared.settings;
        expect(again).toEqual(settings);
        // a reset is only pending where nothing was kept since
        expect(reset).toBe(steps === 0 ? changed.reset : undefined);
        expect(results(run(name))).toMatchObject(reference);
      }),
      { seed: 42, numRuns: 2, examples: [[0]] },
    );
  });

  it('keeps a setting that was taken back away in the runs after the next', async () => {
    await changedAt30('run', { clip_norm: 0.001 }, { clip_norm: 'none' });
    for (const iterations of [70, 80]) {
      const { prepared } = await resume(gaussian, { folder: run('run') }, {}, undefined, { iterations });
      expect('clip_norm' in prepared.settings).toBe(false);
    }
    expect(configAt(openRun(run('run')).manifest, 29).clip_norm).toBe(0.001);
    expect(configAt(openRun(run('run')).manifest, 30).clip_norm).toBe('none');
  });

  it('does not forget moments again at a later change', async () => {
    await changedAt30('run', {}, { reset: 'moments' });
    const { prepared } = await resume(gaussian, { folder: run('run') }, {}, undefined, {
      iterations: 80,
      scalarsEvery: 2,
      signal: AbortSignal.abort('SIGINT'),
    });
    expect(prepared.settings.reset).toBeUndefined();
    const again = await resume(gaussian, { folder: run('run') }, {}, undefined);
    expect(again.prepared.settings.reset).toBeUndefined();
  });

  it.each<[string, Settings, RunOptions & { iteration?: number }, string]>([
    [
      'an older checkpoint',
      {},
      { iteration: 20, iterations: 70 },
      'RUN: has gone on to 60, which would be lost; expected --out',
    ],
    [
      'a checkpoint that is not there',
      {},
      { iteration: 15, iterations: 70 },
      'RUN: no checkpoint 15; expected one of 0, 10, 20 … 50, 60',
    ],
    ['no iteration more', {}, {}, 'RUN: already at iteration 60; expected --iterations above it'],
    ['fewer iterations', {}, { iterations: 40 }, 'RUN: already at iteration 60; expected --iterations above it'],
    ['an unknown setting', { rate: 1 }, { iterations: 70 }, 'setting rate: not known; expected one of'],
    [
      'another number of Gaussians',
      { gaussians: 9 },
      { iterations: 70 },
      'RUN: checkpoint 60: position is Float32Array [8,2]; expected floats [9,2]',
    ],
  ])('refuses %s and writes nothing', async (_, changed, { iteration, ...options }, message) => {
    await startRun(gaussian, SMALL, run('run'), sixty);
    const before = digests(folder);
    const attempt = resume(gaussian, { folder: run('run'), iteration }, changed, undefined, options);
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(message.replace('RUN', run('run')));
    expect(digests(folder)).toEqual(before);
  });

  it('refuses a run that another process writes', async () => {
    await startRun(gaussian, SMALL, run('run'), sixty);
    const release = lock(run('run'));
    const before = digests(folder);
    await expect(resume(gaussian, { folder: run('run') }, {}, undefined, { iterations: 70 })).rejects.toThrow(
      `${run('run')}: in use by process ${process.pid}`,
    );
    expect(digests(folder)).toEqual(before);
    release();
  });

  it('passes over damaged checkpoints, says so, and makes them anew', async () => {
    await startRun(gaussian, SMALL, run('whole'), sixty);
    cpSync(run('whole'), run('run'), { recursive: true });
    const path = join(run('run'), 'checkpoints/000060.safetensors');
    writeFileSync(path, readFileSync(path).subarray(0, 100));
    const { warnings, outcome } = await resume(gaussian, { folder: run('run') }, {}, undefined);
    expect(warnings).toEqual([expect.stringContaining(path)]);
    expect(outcome.status).toBe('finished');
    expect(results(run('run'))).toEqual(results(run('whole')));
  });
});

describe('into a folder of its own', () => {
  it('leaves the parent as it is and begins with the state of the checkpoint', async () => {
    await startRun(gaussian, SMALL, run('parent'), sixty);
    const before = digests(run('parent'));
    const { prepared } = await resume(gaussian, { folder: run('parent'), iteration: 30 }, { lr: '0.01' }, run('fork'));
    expect(digests(run('parent'))).toEqual(before);
    const fork = openRun(run('fork'));
    expect(fork.manifest).toMatchObject({
      start: 30,
      iterations: 60,
      checkpointEvery: 10,
      status: 'finished',
      parent: { run: run('parent'), iteration: 30, changed: { lr: '0.01' } },
      config: prepared.settings,
    });
    expect(prepared.settings).toEqual({ ...openRun(run('parent')).manifest.config, lr: 0.01 });
    expect(fork.checkpoints()).toEqual([30, 40, 50, 60]);
    expect(fork.scalars().iterations[0]).toBe(31);
    expect(digests(run('fork'))['checkpoints/000030.safetensors']).toBe(before['checkpoints/000030.safetensors']);
  });

  it('with nothing changed does the same steps', async () => {
    await startRun(gaussian, SMALL, run('parent'), sixty);
    await resume(gaussian, { folder: run('parent'), iteration: 30 }, {}, run('fork'));
    const isCheckpoint = (path: string) => path.startsWith('checkpoints');
    expect(results(run('parent'))).toMatchObject(results(run('fork'), isCheckpoint));
  });

  it.each(['moments', 'moments,t'])('forgets %s in its first checkpoint, and not again', async (reset) => {
    await startRun(gaussian, SMALL, run('parent'), sixty);
    await resume(gaussian, { folder: run('parent'), iteration: 30 }, { reset }, run('whole'));
    const { values } = openRun(run('whole')).state(30);
    const first = values['m.position'] as { data: Float32Array };
    expect(first.data.every((value) => value === 0)).toBe(true);
    expect(values.t).toBe(reset === 'moments' ? 30 : 0);
    for (const steps of [0, 5, 25]) {
      const controller = new AbortController();
      if (steps === 0) controller.abort('SIGINT');
      const subject = watched((iteration) => iteration === 30 + steps && controller.abort('SIGINT'));
      const { signal } = controller;
      await resume(subject, { folder: run('parent'), iteration: 30 }, { reset }, run(`fork-${steps}`), { signal });
      await resume(gaussian, { folder: run(`fork-${steps}`) }, {}, undefined);
      expect(results(run(`fork-${steps}`))).toMatchObject(results(run('whole')));
    }
  });

  it('is refused where the folder holds files, and nothing is written', async () => {
    await startRun(gaussian, SMALL, run('parent'), sixty);
    const before = digests(folder);
    await expect(resume(gaussian, { folder: run('parent'), iteration: 30 }, {}, run('parent'))).rejects.toThrow(
      `${run('parent')}: already holds files; give another --out`,
    );
    await expect(resume(gaussian, { folder: run('parent'), iteration: 60 }, {}, run('fork'))).rejects.toThrow(
      'already at iteration 60',
    );
    expect(digests(folder)).toEqual(before);
    expect(existsSync(run('fork'))).toBe(false);
  });
});

describe('the engine of a fork', () => {
  it.each<[string, RunOptions, Settings, RunOptions, string]>([
    ['is that of the run when nothing is changed', {}, {}, {}, 'strict'],
    ['is chosen anew for other settings: the fast one for a repaired renderer', {}, { eps: 0.01 }, {}, 'simd'],
    ['is chosen anew for other settings: the strict one for the reference', {}, { lr: 0.0005 }, {}, 'strict'],
    ['stays the one that was asked for', { engine: 'simd' }, { lr: 0.0005 }, {}, 'simd'],
    ['is the one that is asked for now', { engine: 'simd' }, { lr: 0.0005 }, { engine: 'strict' }, 'strict'],
  ])('%s', async (_, before, changed, now, engine) => {
    await startRun(gaussian, SMALL, run('parent'), { ...sixty, ...before, iterations: 10 });
    await resume(gaussian, { folder: run('parent') }, changed, run('fork'), { ...now, iterations: 20 });
    expect(openRun(run('fork')).manifest.engine).toBe(engine);
    // and so does a fork of the fork
    await resume(gaussian, { folder: run('fork') }, changed, run('third'), { iterations: 30 });
    expect(openRun(run('third')).manifest.engine).toBe(engine);
  });
});
