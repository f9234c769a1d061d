import { describe, expect, it } from 'vitest';
import { gaussian, gaussianSettings } from '../../src/gaussian/index.js';
import { checkGradient } from '../../src/probe/index.js';
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
  const params = around.parameters(state);
  const { state: next, scalars } = solver.step(state);
  return { around, params, scalars, next, checks: checkGradient(around, params, around.parameters(next)) };
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

it('gives the roots that Adam divides by: after the first update they are the sizes of the gradient', async () => {
  const { around, params, next } = await checked({}, 0);
  const { eps, roots } = around.adaptive?.(next) ?? { eps: 0, roots: {} };
  expect(eps).toBe(1e-8);
  const gradient = around.gradient(params);
  for (const name of ['position', 'scale', 'color']) {
    // the state is single precision, whose squares lose digits of small entries
    for (const [i, root] of roots[name].entries()) expect(root).toBeCloseTo(Math.abs(gradient[name][i]), 5);
  }
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
  const next = around.parameters(solver.step(state).state);
  const checks = checkGradient(around, around.parameters(state), next);
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
