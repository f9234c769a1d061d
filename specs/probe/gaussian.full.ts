import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gaussian } from '../../src/gaussian/index.js';
import { probe, textOf } from '../../src/probe/index.js';
import { startRun } from '../../src/run/index.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('gaussian', 'probe', 'the faithful run at 1500');

it('names the jumps in scale, and that no rate, clipping, reset or schedule takes the rise away', async () => {
  const folder = scratch();
  await startRun(gaussian, {}, join(folder, 'baseline'), { iterations: 1500, checkpointEvery: 500 });
  const document = await probe(gaussian, join(folder, 'baseline'), {
    at: 1500,
    until: 10_000,
    folder: join(folder, 'probe'),
  });
  const { arms, causes } = document;
  expect(causes[0]).toMatchObject({ cause: 'discontinuity', group: 'scale' });
  expect(causes.map(({ cause }) => cause)).toContain('not the optimizer');
  expect(arms.symptom).toBe('rises');
  // the published last loss, to the six digits printed
  expect(arms.control.end.toFixed(6)).toBe('0.299966');
  const first = arms.arms.filter(({ outcome }) => outcome === 'removes it').map(({ name }) => name);
  expect(first.sort()).toEqual(['eps=0.001', 'freeze=scale', 'min_scale=0.03', 'renderer=softmax', 'renderer=sum']);
  expect(arms.without).toEqual(expect.arrayContaining(['rate', 'clipping', 'memory', 'schedule', 'optimizer']));
  attachTable('arms', [
    ['arm', 'kind', 'last loss', 'outcome'],
    ...arms.arms.map(({ name, kind, end, outcome }) => [name, kind, end, outcome]),
  ]);
  expect(textOf(document)).toContain('is not the optimizer');
});
