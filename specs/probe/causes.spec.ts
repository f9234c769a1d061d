import { expect, it } from 'vitest';
import { causesOf } from '../../src/probe/causes.js';
import type { GroupCheck } from '../../src/probe/index.js';
import type { Ranking } from '../../src/probe/rank.js';
import type { GroupStep, StepReport } from '../../src/probe/step-report.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'probe', 'what is named');

const check = (group: string, verdict: GroupCheck['verdict'], size = 0): GroupCheck => ({
  group,
  moved: 1,
  step: 1,
  lengths: [{ share: 1, error: 1, size }],
  infinitesimal: 1e-9,
  real: 1,
  together: { gradient: 0, quotient: 1 },
  verdict,
});

function stepOf(more: Partial<GroupStep> = {}): StepReport {
  const norms = { entries: 9, updateNorm: 1, parameterNorm: 1, gradientNorm: 1, clamped: 0 };
  return {
    objective: 1,
    predicted: -1,
    actual: -1,
    groups: [{ group: 'a', predicted: -1, actual: -1, ...norms, ...more }],
  };
}

function ranking(more: Partial<Ranking>): Ranking {
  const run = { status: 'finished', end: 1, best: 1, curve: { iterations: [], loss: [] } } as const;
  const arm = { ...run, name: 'lr=1', kind: 'rate', effect: 0, outcome: 'no change' } as const;
  const control = { ...run, name: 'control', kind: 'start' } as const;
  const rest = { begin: 1, floor: 0, copies: [], without: ['rate'], blame: 'none' } as const;
  return { ...rest, symptom: 'stands still', control, arms: [arm], ...more };
}

const names = (...given: Parameters<typeof causesOf>) => causesOf(...given).map(({ cause, group }) => group ?? cause);

it('puts the largest jump first', () => {
  const checks = [check('small', 'discontinuity', 1), check('none', 'agrees'), check('large', 'discontinuity', 2)];
  expect(names(checks, undefined, undefined)).toEqual(['large', 'small']);
});

it('says that the optimizer has arrived only where gradient and step are sound', () => {
  const eps = { eps: 1, root: 1e-3, below: 1 };
  const sound = [check('a', 'agrees')];
  expect(names(sound, stepOf(), ranking({}))).toEqual(['no arm changes it', 'not the optimizer']);
  expect(names(sound, stepOf({ eps }), ranking({}))).toEqual(['a', 'no arm changes it']);
  expect(names([check('a', 'wrong gradient')], stepOf(), ranking({}))).toEqual(['a', 'no arm changes it']);
  expect(names(sound, stepOf(), ranking({ symptom: 'rises' }))).toEqual(['no arm changes it']);
});

it.each([
  ['not the optimizer', ['not the optimizer']],
  ['the optimizer', ['the optimizer']],
  ['either', []],
] as const)('lays a rise on what the arms say: %s', (blame, causes) => {
  expect(names([], stepOf(), ranking({ symptom: 'rises', blame }))).toEqual(causes);
});

it('finds nothing wrong where the loss falls, nor where no arm was tried', () => {
  expect(names([], stepOf(), ranking({ symptom: 'falls' }))).toEqual([]);
  expect(names([], stepOf(), ranking({ arms: [] }))).toEqual([]);
});

it.each([
  ['frozen by eps', { eps: { eps: 1e-8, root: 1e-10, below: 0.9 } }],
  ['saturated', { slope: { median: 1e-4, flat: 0.9 } }],
  ['clamped', { clamped: 0.9 }],
] as const)('names a group that is %s for the most part', (cause, more) => {
  expect(causesOf([], stepOf(more), undefined)).toEqual([expect.objectContaining({ cause, group: 'a' })]);
});
