import { expect, it } from 'vitest';
import { type Outcome, summarize } from '../../src/run/index.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'run', 'verdict');

const outcome = (changes: Partial<Outcome> = {}): Outcome => ({
  status: 'finished',
  reason: undefined,
  state: { iteration: 100, values: {} },
  best: { iteration: 100, loss: 0.25 },
  last: { iteration: 100, loss: 0.25 },
  ...changes,
});

it.each<[string, Partial<Outcome>, string]>([
  ['at its best', {}, 'finished at iteration 100: loss 0.250000, its best'],
  [
    'level with its best',
    { best: { iteration: 60, loss: 0.25 } },
    'finished at iteration 100: loss 0.250000, its best since iteration 60',
  ],
  [
    'a little worse',
    { best: { iteration: 60, loss: 0.2 } },
    'finished at iteration 100: loss 0.250000 is 25.0 % above its best, 0.200000 at iteration 60: worse than at its best',
  ],
  [
    'diverged',
    { best: { iteration: 60, loss: 0.1 } },
    'finished at iteration 100: loss 0.250000 is 2.50 times its best, 0.100000 at iteration 60: worse than at its best',
  ],
  [
    'stopped for a reason',
    { status: 'interrupted', reason: 'SIGINT' },
    'interrupted at iteration 100 (SIGINT): loss 0.250000, its best',
  ],
  ['without a row', { best: undefined, last: undefined }, 'finished at iteration 100; no loss was measured'],
])('a run that ends %s', (_, changes, expected) => {
  expect(summarize(outcome(changes))).toBe(expected);
});

it('does not compare losses that are annealed', () => {
  const worse = outcome({ best: { iteration: 60, loss: 0.1 } });
  expect(summarize(worse, true)).toBe('finished at iteration 100: loss 0.250000, annealed on the way');
});
