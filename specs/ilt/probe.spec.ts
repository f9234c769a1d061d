import { describe, expect, it } from 'vitest';
import { ilt, parseIltSettings } from '../../src/ilt/index.js';
import { causesOf } from '../../src/probe/causes.js';
import { checkGradient } from '../../src/probe/index.js';
import { reportStep } from '../../src/probe/step-report.js';
import type { Settings } from '../../src/settings.js';
import { tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';

belongsTo('ilt', 'probe', 'what a program descends');

const prepare = (settings: Settings) =>
  ilt.prepare(settings, {
    engine: undefined,
    iterations: 100,
    start: 0,
    inputs: { read: (name) => expect.fail(`no file is asked for, but ${name}`) },
  });

async function asked(settings: Settings, steps: number) {
  const { solver, probe } = await prepare(settings);
  let state = solver.init();
  for (let i = 0; i < steps; i++) state = solver.step(state).state;
  const around = probe?.(state);
  if (around === undefined) throw new Error('the program says nothing of what it descends');
  const { state: next, scalars } = solver.step(state);
  const before = around.parameters(state);
  const [gradient] = checkGradient(around, before, around.parameters(next));
  const step = reportStep(around, before, next);
  return { gradient, step, scalars, causes: causesOf([gradient], step, undefined) };
}

const AWARE: Settings = { size: 64, kernel_count: 4 };
const OPTICS: Settings = { size: 96, pixel: 8, kernel_count: 4 };

it('main is frozen by eps and saturated, and its gradient is right', async () => {
  const { gradient, step, scalars, causes } = await asked({ ...AWARE, program: 'main' }, 3);
  expect(gradient.verdict).toBe('agrees');
  expect(causes.map(({ cause, group }) => [cause, group])).toEqual([
    ['frozen by eps', 'mask'],
    ['saturated', 'mask'],
  ]);
  // sigma(10) (1 - sigma(10)) against 1/4, in every pixel
  expect(step.groups[0].slope?.median).toBeCloseTo(1.816e-4, 6);
  expect(step.groups[0].slope?.flat).toBe(1);
  expect(step.objective).toBeCloseTo(scalars.loss, 9);
});

describe('the gradient is the derivative of the loss:', () => {
  it.each<[string, Settings, number]>([
    ['v2, on its way out of saturation', { ...AWARE, program: 'v2' }, 12],
    ['main, through a blur', { ...AWARE, program: 'main', theta: 2, diffraction: 'gaussian' }, 1],
    ['SimpleILT', { ...OPTICS, program: 'simple', optimizer: 'adam' }, 2],
    ['multi-level ILT', { ...OPTICS, program: 'multilevel' }, 2],
  ])('%s', async (_, settings, steps) => {
    const { gradient, step, scalars } = await asked(settings, steps);
    expect(['agrees', 'step too long']).toContain(gradient.verdict);
    expect(gradient.infinitesimal).toBeLessThan(1e-5);
    expect(step.objective / scalars.loss).toBeCloseTo(1, 4);
  });
});

it("says of OpenILT's approximate gradient that it is not the derivative", async () => {
  const { gradient } = await asked({ ...OPTICS, program: 'simple', gradient: 'openilt-exact' }, 2);
  expect(gradient.verdict).toBe('wrong gradient');
});

it('refuses the last step of a level, whose parameters go on to another grid', async () => {
  const { solver, probe } = await prepare({ ...OPTICS, program: 'multilevel' });
  const state = solver.init();
  const doubled = { iteration: 1, values: { params: tensor([2, 2], new Float64Array(4)) } };
  expect(() => probe?.(state).parameters(doubled)).toThrow(
    'iteration 0: a level ends with the next step, on another grid; expected an iteration before',
  );
});

it.each(['main', 'v2', 'simple', 'multilevel'])('offers arms that all are settings of %s', (program) => {
  const settings = parseIltSettings({ program }) as Settings;
  const arms = ilt.arms?.(settings) ?? [];
  expect(arms.length).toBeGreaterThan(1);
  for (const { set = {} } of arms) expect(parseIltSettings({ ...settings, ...set })).toMatchObject(set);
});
