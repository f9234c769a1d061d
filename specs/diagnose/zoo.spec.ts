import { expect, it } from 'vitest';
import { metric } from '../../src/vitest/metric.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { scores, tableOf } from './zoo/score.js';
import { specimen } from './zoo/zoo.js';

belongsTo('harness', 'diagnose', 'the zoo');

/** A few of each kind from the half that the rules were tuned on; zoo.full.ts looks at the other half. */
const ROUNDS = 2;

it('judges a few curves of each kind in the zoo', () => {
  const all = scores(1, ROUNDS);
  attachTable('the diagnosis and baselines on a few curves of each kind', tableOf(all));
  const { falseAlarms, recall, held, width, accuracy, censored, vacuous } = all.diagnose;
  metric('a few curves of each kind: verdict and cause right [share]', accuracy);
  expect(falseAlarms).toBe(0);
  expect(recall).toBe(1);
  expect(held).toBeGreaterThanOrEqual(0.9);
  expect(width).toBeLessThanOrEqual(1.5);
  expect(accuracy).toBeGreaterThanOrEqual(0.95);
  expect(censored).toBeGreaterThanOrEqual(0.9);
  expect(vacuous).toBe(1);
});

it('draws the same specimen for the same seed and number', () => {
  expect(specimen(3, 40)).toEqual(specimen(3, 40));
  expect(specimen(3, 40).loss).not.toEqual(specimen(4, 40).loss);
});
