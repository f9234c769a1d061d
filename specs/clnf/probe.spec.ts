import { describe, expect, it } from 'vitest';
import { clnf } from '../../src/clnf/index.js';
import { parseClnfSettings } from '../../src/clnf/settings.js';
import { clnfWith } from '../../src/clnf/subject.js';
import { checkGradient } from '../../src/probe/index.js';
import { reportStep } from '../../src/probe/step-report.js';
import type { Settings } from '../../src/settings.js';
import type { Subject } from '../../src/subject.js';
import { belongsTo } from '../support/allure.js';
import { prepareClnf } from '../support/clnf.js';

belongsTo('clnf', 'probe', 'what a fit descends');

/** A window of one scale: few iterations, and cheap ones. */
const SHORT: Settings = { windows: '7,0,0', video_windows: '7,0,0' };

async function asked(settings: Settings, steps: number, subject?: Subject) {
  const { solver, probe } = await prepareClnf({ ...SHORT, ...settings }, { engine: 'strict' }, subject);
  let state = solver.init();
  for (let i = 0; i < steps; i++) state = solver.step(state).state;
  const around = probe?.(state);
  if (around === undefined) throw new Error('the fit says nothing of what it descends');
  const { state: next } = solver.step(state);
  const before = around.parameters(state);
  return {
    checks: checkGradient(around, before, around.parameters(next)),
    step: reportStep(around, before, next),
    around,
    next,
  };
}

describe('the pull of the mean shifts is the gradient of the posterior:', () => {
  it.each<[string, Settings, number, string[]]>([
    ['at the first iteration of a window', {}, 0, ['scale', 'rotation', 'translation']],
    ['in a rigid stage', {}, 2, ['scale', 'rotation', 'translation']],
    ['in a non-rigid stage', {}, 6, ['scale', 'rotation', 'translation', 'shape']],
    ['with weighted landmarks', { weight: 2.5 }, 6, ['scale', 'rotation', 'translation', 'shape']],
  ])('%s', async (_, settings, steps, groups) => {
    const { checks, step } = await asked(settings, steps);
    expect(checks.map(({ group }) => group)).toEqual(groups);
    for (const { verdict, infinitesimal } of checks) {
      expect(['agrees', 'step too long']).toContain(verdict);
      // central differences of doubles
      expect(infinitesimal).toBeLessThan(1e-6);
    }
    // a step goes down, and by less than the straight line
    expect(step.actual).toBeLessThan(0);
    expect(step.actual).toBeGreaterThan(step.predicted);
  });
});

it('says of a Jacobian whose rotations turn the wrong way that it is wrong, in that group alone', async () => {
  const { jacobian } = await import('../../src/clnf/jacobian.js');
  const turned = clnfWith({
    jacobian: (...given) =>
      jacobian(...given).map((value, at, all) => (at % (all.length / 136) === 2 ? -value : value)),
  });
  const { checks } = await asked({}, 6, turned);
  expect(checks.map(({ group, verdict }) => [group, verdict])).toEqual([
    ['scale', 'agrees'],
    ['rotation', 'wrong gradient'],
    ['translation', 'agrees'],
    ['shape', 'agrees'],
  ]);
});

it('refuses the last step of a fit', async () => {
  const { solver, probe } = await prepareClnf(SHORT, { engine: 'strict' });
  let state = solver.init();
  let next = solver.step(state).state;
  while (solver.done?.(next) === undefined) [state, next] = [next, solver.step(next).state];
  expect(() => probe?.(state).parameters(next)).toThrow(
    `iteration ${state.iteration}: a fit ends with the next step; expected an iteration before`,
  );
});

it('offers arms that all are settings of its own', () => {
  const settings = parseClnfSettings({}) as Settings;
  const arms = clnf.arms?.(settings) ?? [];
  expect(arms.length).toBeGreaterThan(5);
  for (const { set = {} } of arms) expect(parseClnfSettings({ ...settings, ...set })).toMatchObject(set);
});
