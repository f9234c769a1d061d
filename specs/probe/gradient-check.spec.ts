import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradient } from '../../src/probe/index.js';
import type { Probe } from '../../src/subject.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'probe', 'the gradient, infinitesimally and at the length of a step');

const COUNT = 12;
const START = Float64Array.from({ length: COUNT }, (_, i) => 0.3 + 0.05 * i);

interface Terrain {
  value(x: number): number;
  slope(x: number): number;
}

/** The sum of a function of each of a dozen parameters. */
function probeOf({ value, slope }: Terrain, range?: readonly [number, number]): Probe {
  return {
    objectiveName: 'sum',
    groups: [{ name: 'x', ...(range && { range: () => range }) }],
    tensors: [],
    parameters: () => ({ x: START }),
    objective: ({ x }) => x.reduce((sum, each) => sum + value(each), 0),
    gradient: ({ x }) => ({ x: x.map(slope) }),
  };
}

function check(terrain: Terrain, step: number, range?: readonly [number, number]) {
  const after = START.map((value) => value - step);
  const [found] = checkGradient(probeOf(terrain, range), { x: START }, { x: after });
  return found;
}

const parabola: Terrain = { value: (x) => x * x, slope: (x) => 2 * x };

describe('names', () => {
  // no start lies on an edge of it
  const rounded = (x: number) => 0.02 * Math.floor((x + 0.001) / 0.004);
  const cases: [string, Terrain, number, string][] = [
    ['agreement on a parabola', parabola, 0.01, 'agrees'],
    ['agreement on what bends little within a step', { value: Math.sin, slope: Math.cos }, 0.01, 'agrees'],
    [
      'a step beyond the bends of a smooth function',
      { value: (x) => Math.sin(20 * x), slope: (x) => 20 * Math.cos(20 * x) },
      0.14,
      'step too long',
    ],
    ['jumps within a step', { value: (x) => x * x + rounded(x), slope: (x) => 2 * x }, 0.01, 'discontinuity'],
    ['a slope that is twice the derivative', { value: (x) => x * x, slope: (x) => 4 * x }, 0.01, 'wrong gradient'],
    ['a slope of zero where there is one', { value: (x) => x * x, slope: () => 0 }, 0.01, 'wrong gradient'],
    ['no step', parabola, 0, 'at rest'],
  ];
  it.each(cases)('%s', (_, terrain, step, verdict) => {
    expect(check(terrain, step)).toMatchObject({ group: 'x', verdict });
  });

  it('the same whatever the unit of the objective and of the parameters', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.integer({ min: -8, max: 8 }), (each, power) => {
        const [, { value, slope }, step, verdict] = each;
        const unit = Math.exp(power * Math.LN10);
        const scaled = { value: (x: number) => unit * value(x), slope: (x: number) => unit * slope(x) };
        expect(check(scaled, step).verdict).toBe(verdict);
      }),
      { seed: 42, numRuns: 30 },
    );
  });
});

it('measures a jump in units of the objective, and what all entries together come to', () => {
  // every entry stands on the edge: a step either way crosses it
  const edges = new Set(START);
  const cliff: Terrain = {
    value: (x) => x + ([...edges].some((edge) => x >= edge && x < edge + 0.02) ? 1 : 0),
    slope: () => 1,
  };
  const { together, lengths, step } = check(cliff, 0.001);
  expect(step).toBeCloseTo(0.001, 12);
  expect(together.gradient).toBeCloseTo(COUNT, 9);
  // down by a step, each loses its 1; up, none does
  expect(together.quotient).toBeCloseTo(COUNT + COUNT / 0.002, 3);
  expect(lengths[0].size).toBeGreaterThan(0.4);
});

it('leaves the range of no parameter, and leaves those that stand at its end', () => {
  const guarded: Terrain = {
    value(x) {
      expect(x).toBeGreaterThanOrEqual(START[0]);
      return x * x;
    },
    slope: (x) => 2 * x,
  };
  expect(check(guarded, 0.01, [START[0], 1])).toMatchObject({ verdict: 'agrees', moved: COUNT - 1 });
});
