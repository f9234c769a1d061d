import { expect, it } from 'vitest';
import { reportStep } from '../../src/probe/step-report.js';
import type { Probe } from '../../src/subject.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'probe', 'what a step does');

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** a^2 summed, and b; b within [0, 1] and behind a sigmoid. */
const probe: Probe = {
  objectiveName: 'sum',
  groups: [
    { name: 'a' },
    { name: 'b', range: () => [0, 10], slope: (b) => b.map((x) => 4 * sigmoid(x) * (1 - sigmoid(x))) },
  ],
  tensors: [],
  parameters: () => after,
  objective: ({ a, b }) => a.reduce((sum, x) => sum + x * x, 0) + b.reduce((sum, x) => sum + x, 0),
  gradient: ({ a, b }) => ({ a: a.map((x) => 2 * x), b: b.map(() => 1) }),
  adaptive: () => ({ eps: 1e-8, roots: { a: Float64Array.of(1, 2, 3), b: Float64Array.of(1e-9, 2e-9, 1, 4e-9) } }),
};
const before = { a: Float64Array.of(1, 2, 2), b: Float64Array.of(0, 10, 5, 8) };
/** The state that `after` is read from. */
const next = { iteration: 1, values: {} };
const after = { a: Float64Array.of(0, 2, 2), b: Float64Array.of(0, 9, 5, 8) };

it('foretells and measures the change of the objective, whole and by group', () => {
  const { objective, predicted, actual, groups } = reportStep(probe, before, next);
  expect({ objective, predicted, actual }).toEqual({ objective: 32, predicted: -3, actual: -2 });
  expect(groups.map(({ group, predicted, actual }) => ({ group, predicted, actual }))).toEqual([
    { group: 'a', predicted: -2, actual: -1 },
    { group: 'b', predicted: -1, actual: -1 },
  ]);
  expect(groups[0]).toMatchObject({ entries: 3, updateNorm: 1, parameterNorm: 3, gradientNorm: 6, clamped: 0 });
});

it('tells the share at a clamp, below eps and saturated', () => {
  const [a, b] = reportStep(probe, before, next).groups;
  expect(a.eps).toEqual({ eps: 1e-8, root: 2, below: 0 });
  expect(a.slope).toBeUndefined();
  expect(b.clamped).toBe(0.5);
  expect(b.eps).toEqual({ eps: 1e-8, root: 4e-9, below: 0.75 });
  // slopes 1, 1.8e-4, 0.027, 1.3e-3
  expect(b.slope?.flat).toBe(0.5);
});

it('takes the ends of a range in single precision for ends', () => {
  const state = { a: before.a, b: Float64Array.of(Math.fround(1 / 3), Math.fround(2 / 3), 0.5, 0.6) };
  const third: Probe = { ...probe, parameters: () => state, groups: [{ name: 'b', range: () => [1 / 3, 2 / 3] }] };
  expect(reportStep(third, state, next).groups[0].clamped).toBe(0.5);
});
