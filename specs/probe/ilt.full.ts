import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ilt } from '../../src/ilt/index.js';
import { probe } from '../../src/probe/index.js';
import { startRun } from '../../src/run/index.js';
import { belongsTo } from '../support/allure.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('ilt', 'probe', 'the flat run of 512 pixels');

it('names it frozen by eps and saturated, and sees it move with a smaller eps', async () => {
  const folder = scratch();
  await startRun(ilt, { program: 'main', size: 512 }, join(folder, 'flat'), { iterations: 16 });
  const { arms, causes, step, gradient } = await probe(ilt, join(folder, 'flat'), {
    at: 5,
    arms: [{ set: { adam_eps: 1e-16 } }, { set: { lr: 0.05 } }],
    folder: join(folder, 'probe'),
  });
  expect(causes.map(({ cause, group }) => [cause, group])).toEqual(
    expect.arrayContaining([
      ['frozen by eps', 'mask'],
      ['saturated', 'mask'],
    ]),
  );
  expect(gradient.map(({ verdict }) => verdict)).toEqual(['agrees']);
  // spec: the mask is flat in every pixel, and eps is some hundred times the root
  expect(step.groups[0].slope?.flat).toBe(1);
  expect((step.groups[0].eps?.eps ?? 0) / (step.groups[0].eps?.root ?? 1)).toBeGreaterThan(100);
  expect(arms.symptom).toBe('stands still');
  const outcome = (name: string) => arms.arms.find((arm) => arm.name === name)?.outcome;
  expect(outcome('adam_eps=1e-16')).toBe('removes it');
  expect(outcome('lr=0.05')).not.toBe('removes it');
});
