import { describe, expect, it } from 'vitest';
import { gaussian, gaussianSettings } from '../../src/gaussian/index.js';
import { checkGradient } from '../../src/probe/index.js';
import { parametersOf } from '../../src/probe/parameters.js';
import { parseSettings, type Settings } from '../../src/settings.js';
import { belongsTo } from '../support/allure.js';
import { goldenState, prepareGaussian } from '../support/gaussian.js';
import { SMALL } from '../support/toy-runs.js';

belongsTo('gaussian', 'probe', 'what a fit descends');

async function checked(settings: Settings, steps = 3) {
  const { solver, probe } = await prepareGaussian({ ...SMALL, ...settings });
  let state = solver.init();
  for (let i = 0; i < steps; i++) state = solver.step(state).state;
  const around = probe?.(state);
  if (around === undefined) throw new Error('the subject says nothing of what it descends');
  const params = parametersOf(around.groups, state);
  const { state: next, scalars } = solver.step(state);
  return { around, params, scalars, checks: checkGradient(around, params, parametersOf(around.groups, next)) };
}

describe('is the derivative of what it is the gradient of, at every length where the image is smooth:', () => {
  it.each<[string, Settings]>([
    ['softmax, l2', { renderer: 'softmax' }],
    ['softmax, the whole loss', { renderer: 'softmax', gradient: 'full' }],
    ['softmax, rotated', { renderer: 'softmax', covariance: 'rotation' }],
    ['softmax, Cholesky factors', { renderer: 'softmax', covariance: 'cholesky' }],
  ])('%s', async (_, settings) => {
    const { checks } = await checked(settings);
    for (const check of checks.filter(({ moved }) => moved > 0)) {
      expect(check).toMatchObject({ verdict: 'agrees' });
      // central differences of doubles
      expect(check.infinitesimal).toBeLessThan(1e-6);
    }
  });
});

it.each<[Settings, 'l2' | 'loss']>([
  [{}, 'l2'],
  [{ eps: 0.001, gradient: 'full' }, 'loss'],
])('is the column of the row up to single precision: %j, %s', async (settings, column) => {
  const { around, params, scalars } = await checked(settings);
  expect(around.objectiveName).toBe(column);
  expect(around.objective(params)).toBeCloseTo(scalars[column], 5);
});

it('leaves out the groups that are frozen', async () => {
  const { around } = await checked({ freeze: 'scale,color' });
  expect(around.groups.map(({ name }) => name)).toEqual(['position']);
});

it('holds for the roots that Adam divides by: the largest entries move by the rate', async () => {
  const { around } = await checked({}, 1);
  // after the first update the root is the gradient's own size, 1e-5 to 1e-2 of a loss of 1e-1
  const roots = [...(around.adaptive?.roots.color ?? [])];
  expect(around.adaptive?.eps).toBe(1e-8);
  expect(Math.max(...roots)).toBeGreaterThan(1e-5);
  expect(Math.max(...roots)).toBeLessThan(1);
});

it.each(['sgd', 'momentum'])('has no such roots with %s', async (optimizer) => {
  expect((await checked({ optimizer })).around.adaptive).toBeUndefined();
});

it('offers arms that all are settings of its own and can be prepared, from any settings', async () => {
  for (const settings of [{}, { covariance: 'rotation', optimizer: 'sgd' }, { clip_norm: 1, renderer: 'sum' }]) {
    const whole = parseSettings(gaussianSettings, settings) as Settings;
    const arms = gaussian.arms?.(whole) ?? [];
    expect(arms.length).toBeGreaterThan(15);
    for (const { set = {} } of arms) {
      expect(Object.keys(set).length).toBeLessThanOrEqual(1);
      await expect(prepareGaussian({ ...settings, ...SMALL, ...set })).resolves.toBeDefined();
    }
  }
});

it('at the golden state 1500: right infinitesimally, with jumps in scale, the most, and position within a step', async () => {
  const { solver, probe } = await prepareGaussian();
  const state = goldenState(1500);
  const around = probe?.(state);
  if (around === undefined) throw new Error('the subject says nothing of what it descends');
  const next = parametersOf(around.groups, solver.step(state).state);
  const checks = checkGradient(around, parametersOf(around.groups, state), next);
  const of = (name: string) => checks.find(({ group }) => group === name) as (typeof checks)[number];
  expect(of('color').verdict).toBe('agrees');
  expect(of('position').verdict).toBe('discontinuity');
  expect(of('scale')).toMatchObject({ verdict: 'discontinuity' });
  expect(of('scale').lengths[0].size).toBeGreaterThan(of('position').lengths[0].size);
  // spec: the summed derivative is +0.0010, and the gradient agrees with it to about 1e-7
  expect(of('scale').together.gradient).toBeCloseTo(0.001, 3);
  expect(of('scale').together.quotient).toBeLessThan(-0.01);
  for (const { infinitesimal } of checks) expect(infinitesimal).toBeLessThan(1e-6);
});
