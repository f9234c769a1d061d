import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ilt } from '../../src/ilt/index.js';
import { resume, startRun } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { openRun } from '../../src/trace/index.js';
import { belongsTo } from '../support/allure.js';
import { prepareIlt } from '../support/ilt.js';
import { results, scratch } from '../support/toy-runs.js';

belongsTo('ilt', 'subject');

/** Half a micrometre on few pixels, with few kernels. */
const SMALL = { kernel_count: 4, size: 128, pixel: 4, crop: true };
const SATURATION = ['grad_norm', 'update_norm', 'saturated'];
const AWARE = ['total', 'weighted_l2', 'flare_reg', 'bin', ...SATURATION, 'eps_ratio', 'binary_error', 'misprinted'];
const PROGRAMS: [string, Settings, string[]][] = [
  ['main', { program: 'main', size: 64, pixel: 8, kernel_count: 4, field: 512 }, AWARE],
  ['v2', { program: 'v2', size: 64, kernel_count: 4, field: 512 }, AWARE],
  ['simple with gradient descent', { program: 'simple', ...SMALL }, SATURATION],
  ['simple with Adam', { program: 'simple', optimizer: 'adam', ...SMALL }, [...SATURATION, 'eps_ratio']],
  ['multilevel', { program: 'multilevel', recipe: 'few-shots', ...SMALL }, [...SATURATION, 'eps_ratio']],
];

const read = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe.each(PROGRAMS)('a run of %s', (_, settings, columns) => {
  it('records the loss and what may hold it back, and what it came to', async () => {
    const folder = join(scratch(), 'run');
    await startRun(ilt, settings, folder, { iterations: 4 });
    const [head, ...rows] = readFileSync(join(folder, 'scalars.csv'), 'utf8').trim().split('\n');
    expect(head.split(',').slice(0, 2)).toEqual(['iteration', 'loss']);
    expect(head.split(',')).toEqual(expect.arrayContaining(columns));
    expect(rows).toHaveLength(4);
    const metrics = read(folder, 'metrics.json');
    for (const of of [metrics, metrics.unoptimized]) {
      for (const name of ['l2', 'pvb', 'epe', 'shots', 'binary_error']) expect(of[name]).toEqual(expect.any(Number));
    }
    expect(metrics.unoptimized.binary_error).toBe(0);
  });

  it('that is resumed is the uninterrupted one, byte for byte', async () => {
    const folder = scratch();
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    await startRun(ilt, settings, whole, { iterations: 6, checkpointEvery: 3 });
    await startRun(ilt, settings, parts, { iterations: 3, checkpointEvery: 3 });
    await resume(ilt, { folder: parts }, {}, undefined, { iterations: 6 });
    expect(results(parts)).toEqual(results(whole));
  });

  it('gives its own settings back, and prepares the same solver with them', async () => {
    const occasion = { engine: undefined, iterations: 2, start: 0, inputs: { read: () => new Uint8Array() } };
    const first = await ilt.prepare(settings, occasion);
    const second = await ilt.prepare(first.settings, occasion);
    expect(second.settings).toEqual(first.settings);
    expect(second.solver.init()).toEqual(first.solver.init());
  });
});

describe('a run of multilevel', () => {
  const settings: Settings = { ...SMALL, recipe: 'fast' };

  it('that is stopped between two levels goes on with the second one', async () => {
    const folder = scratch();
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    await startRun(ilt, settings, whole, { iterations: 62, checkpointEvery: 60 });
    await startRun(ilt, settings, parts, { iterations: 60, checkpointEvery: 60 });
    await resume(ilt, { folder: parts }, {}, undefined, { iterations: 62 });
    expect(results(parts)).toEqual(results(whole));
    expect(openRun(whole).scalars().values.level.slice(59)).toEqual(Float64Array.of(1, 2, 2));
  });

  it('ends with its last level, whatever is asked for', async () => {
    const folder = join(scratch(), 'run');
    const { outcome } = await startRun(ilt, settings, folder, { iterations: 1000, checkpointEvery: 100 });
    expect(outcome.reason).toBe('the last level of the recipe has ended');
    expect(outcome.state.iteration).toBe(90);
  });

  it('says that its loss is annealed, as no other program does', async () => {
    const isAnnealed = async (given: Settings) => (await prepareIlt({ ...SMALL, ...given })).solver.isAnnealed ?? false;
    expect(await isAnnealed({ program: 'multilevel' })).toBe(true);
    expect(await isAnnealed({ program: 'simple' })).toBe(false);
    expect(await isAnnealed({ program: 'main' })).toBe(false);
  });
});

describe('a fork', () => {
  it('with a setting changed forgets the best mask, which was that of another problem', async () => {
    const folder = scratch();
    const [parent, same, other] = ['parent', 'same', 'other'].map((name) => join(folder, name));
    await startRun(ilt, { program: 'v2', size: 64, kernel_count: 4, mu: 0 }, parent, {
      iterations: 4,
      checkpointEvery: 2,
    });
    const from = { folder: parent, iteration: 2 };
    const best = async (to: string, changed: Settings) =>
      (await resume(ilt, from, changed, to, { iterations: 3 })).outcome.state.values['best.loss'];
    const { loss } = openRun(parent).scalars().values;
    expect(await best(same, {})).toBe(Math.min(...loss.slice(0, 3)));
    // with its smoothness weighed in no loss is as small as one without
    expect(await best(other, { mu: 1 })).toBeGreaterThan(loss[0]);
    expect(read(other, 'run.json').config).toMatchObject({ mu: 1, reset: 'best' });
  });
});
