import { beforeAll, describe, expect, it } from 'vitest';
import { metric } from '../../src/vitest/index.js';
import { attachTable, belongsTo } from '../support/allure.js';
import { type Score, scores, tableOf } from './zoo/score.js';
import { KINDS } from './zoo/zoo.js';

belongsTo('harness', 'diagnose', 'the zoo');

/** The rules were tuned on the first half of the zoo; nothing but these gates looks at the second. */
const HALVES = { tuned: 1, reported: 2 };
const ROUNDS = 24;

describe.each(Object.entries(HALVES))('the %s half of the zoo', (name, seed) => {
  let all: Record<string, Score>;
  beforeAll(() => {
    all = scores(seed, ROUNDS);
  }, 900_000);

  it('holds 750 curves or more', () => {
    expect(ROUNDS * KINDS.length).toBeGreaterThanOrEqual(750);
    attachTable(`the diagnosis and baselines on the ${name} half`, tableOf(all));
    const kinds = Object.entries(all.diagnose.right).map(([kind, right]) => [kind, right] as const);
    attachTable(`right by kind, ${name} half`, [['kind', 'right'], ...kinds]);
  });

  it('raises few false alarms, and misses next to no divergence', () => {
    const { falseAlarms, recall } = all.diagnose;
    metric(`${name} half: false alarms on traps [share]`, falseAlarms);
    metric(`${name} half: recall of divergence [share]`, recall);
    expect(falseAlarms).toBeLessThanOrEqual(0.02);
    expect(recall).toBeGreaterThanOrEqual(0.98);
  });

  it('gives onsets that hold the truth, nearly as narrow as cadence and noise allow', () => {
    const { held, width } = all.diagnose;
    metric(`${name} half: onsets held [share]`, held);
    metric(`${name} half: median width of an onset [widths attainable]`, width);
    expect(held).toBeGreaterThanOrEqual(0.9);
    expect(width).toBeLessThanOrEqual(1.5);
  });

  it('tells the kinds apart, with their causes', () => {
    metric(`${name} half: accuracy balanced over kinds [share]`, all.diagnose.accuracy);
    expect(all.diagnose.accuracy).toBeGreaterThanOrEqual(0.9);
  });

  it('tells censored columns and vacuous metrics', () => {
    expect(all.diagnose.censored).toBeGreaterThanOrEqual(0.9);
    expect(all.diagnose.vacuous).toBeGreaterThanOrEqual(0.9);
  });

  it.each(['slope z-test', 'spike z-score', 'patience', 'Page-Hinkley', 'CUSUM', 'two segments, BIC'])(
    'is ahead of the baseline %s in every column',
    (baseline) => {
      const [ours, theirs] = [all.diagnose, all[baseline]];
      expect(ours.falseAlarms).toBeLessThan(theirs.falseAlarms);
      // a rule that raises its alarm at nearly every rise misses none either
      expect(ours.recall - ours.falseAlarms).toBeGreaterThan(theirs.recall - theirs.falseAlarms);
      expect(ours.held).toBeGreaterThan(theirs.held);
      // the width of an interval counts only where it holds the truth
      expect(ours.heldClosely).toBeGreaterThan(theirs.heldClosely);
      expect(ours.accuracy).toBeGreaterThan(theirs.accuracy);
      expect(ours.censored).toBeGreaterThan(theirs.censored);
      expect(ours.vacuous).toBeGreaterThan(theirs.vacuous);
    },
  );
});
