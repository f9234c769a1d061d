import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import {
  compareRuns,
  describeComparison,
  growthOf,
  type Parting,
  partingsOfRuns,
  partingsOfTwins,
  perturbedTwin,
} from '../../src/parity/index.js';
import { type Solver, solver } from '../../src/solver.js';
import { type Tensor, tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';
import { recordToy } from '../support/toy-record.js';
import { scratch } from '../support/toy-runs.js';

belongsTo('harness', 'compare', 'chaos horizon');

/** The logistic map at 4, whose differences double at every step on average (its Lyapunov exponent is ln 2). */
const logistic = (change: (x: number, iteration: number) => number = (x) => x): Solver =>
  solver({
    subject: 'logistic',
    columns: ['loss'],
    carried: ['x'],
    init: () => ({ iteration: 0, values: { x: tensor([3], Float64Array.of(0.2, 0.3, 0.7)) } }),
    stages: [
      {
        name: 'map',
        inputs: ['x', 'iteration'],
        outputs: ['x', 'loss'],
        run({ x, iteration }) {
          const data = (x as Tensor<Float64Array>).data.map((each) =>
            change(4 * each * (1 - each), iteration as number),
          );
          return { x: tensor([3], data), loss: data[0] };
        },
      },
    ],
  });

// the same map by other roundings
const other = logistic((x) => x * (1 + 2 ** -52));
const LENGTH = { iterations: 80, every: 1 };

const law = (solver = logistic()) =>
  growthOf(partingsOfTwins(recordToy(join(scratch(), 'run'), solver, LENGTH), solver));

describe('a growth law', () => {
  it('finds that differences double at every step, and where nothing is left in common', () => {
    const { doubling, horizon } = law();
    expect(doubling).toBeGreaterThan(0.85);
    expect(doubling).toBeLessThan(1.2);
    // from a step of 2^-53 to a share of 2^-7 are 46 doublings
    expect(horizon).toBeGreaterThan(38);
    expect(horizon).toBeLessThan(52);
  });

  it('allows what a twin is apart at the next iteration that was measured, ten times', () => {
    const parting = (iteration: number, absolute: number): Parting => ({
      iteration,
      name: 'state/x',
      absolute,
      scale: 1,
    });
    const { at } = growthOf([parting(10, 1e-9), parting(20, 1e-6), parting(30, 1e-7)]);
    expect(at('state/x', 5)).toMatchObject({ allowed: 1e-8, beyond: false });
    expect(at('state/x', 10)?.allowed).toBeCloseTo(1e-8, 20);
    expect(at('state/x', 11)?.allowed).toBeCloseTo(1e-5, 18);
    // chaos may bring two runs together for a moment
    expect(at('state/x', 30)?.allowed).toBeCloseTo(1e-5, 18);
    expect(at('state/y', 10)).toBeUndefined();
  });

  it('has no horizon where differences do not grow', () => {
    const still = growthOf([1, 2, 3].map((iteration) => ({ iteration, name: 'state/x', absolute: 1e-12, scale: 1 })));
    expect(still).toMatchObject({ horizon: undefined, doubling: undefined });
  });
});

describe('under a growth law', () => {
  const compare = (candidate: Solver, iterations = 80) => {
    const folder = scratch();
    const [a, b] = [
      recordToy(join(folder, 'a'), logistic(), { ...LENGTH, iterations }),
      recordToy(join(folder, 'b'), candidate, { ...LENGTH, iterations }),
    ];
    return compareRuns(a, b, { growth: law() });
  };

  it('other roundings are within it up to the horizon, and not comparable behind it', async () => {
    const run = await compare(other);
    expect(run.verdict).toBe('not comparable');
    const x = run.values.find(({ name }) => name === 'state/x');
    expect(x?.differing).toBe(0);
    expect(x?.incomparable).toBeGreaterThan(25);
    expect(x?.incomparable).toBeLessThan(45);
    expect(describeComparison({ kind: 'run', verdict: run.verdict, run })).toContain('chaos horizon: from iteration');
  });

  it('a run that ends before the horizon is in agreement', async () => {
    expect((await compare(other, 30)).verdict).toBe('within');
  });

  it('an error before the horizon is found', async () => {
    const { verdict, first } = await compare(logistic((x, iteration) => (iteration === 12 ? x + 1e-6 : x)));
    expect(verdict).toBe('differs');
    expect(first).toMatchObject({ iteration: 12 });
  });
});

describe('a perturbed twin', () => {
  it('is the same for the same seed and another for another, whatever the solver', () => {
    const ends = [1, 1, 2].map(
      (seed) => [...perturbedTwin(logistic(), logistic().init(), [5, 10], seed)].at(-1)?.state,
    );
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]).not.toEqual(ends[2]);
  });

  it('may be a recorded run', () => {
    const folder = scratch();
    const [a, b] = [recordToy(join(folder, 'a'), logistic(), LENGTH), recordToy(join(folder, 'b'), other, LENGTH)];
    const { horizon } = growthOf(partingsOfRuns(a, b));
    expect(horizon).toBeGreaterThan(38);
    expect(horizon).toBeLessThan(52);
  });

  it('is refused for a run that this program does not make again', () => {
    const run = recordToy(join(scratch(), 'a'), other, LENGTH);
    expect(() => partingsOfTwins(run, logistic())).toThrow(InputError);
    expect(() => partingsOfTwins(run, logistic())).toThrow('this program does not go from its checkpoint 0 to 1');
  });

  it('is refused for a run of one checkpoint', () => {
    const run = recordToy(join(scratch(), 'a'), logistic(), LENGTH);
    expect(() => partingsOfTwins(run, logistic(), 0)).toThrow('two checkpoints expected, to measure rounding between');
  });
});
