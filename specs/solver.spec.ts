import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Definition, type State, solver, stepwise, type Values } from '../src/solver.js';
import { tensor } from '../src/tensor.js';
import { belongsTo } from './support/allure.js';
import { toyRotation } from './support/toy-rotation.js';

belongsTo('harness', 'solver');

const doubling: Definition = {
  subject: 'doubling',
  columns: ['loss'],
  carried: ['x'],
  init: () => ({ iteration: 0, values: { x: 1 } }),
  stages: [
    { name: 'double', inputs: ['x'], outputs: ['x'], run: ({ x }) => ({ x: 2 * (x as number), unasked: 7 }) },
    {
      name: 'add',
      inputs: ['x', 'iteration'],
      outputs: ['x', 'loss'],
      run: ({ x, iteration }) => ({ x: (x as number) + (iteration as number), loss: x }),
    },
  ],
};

/** States of the toy at all sorts of points. */
const states = fc
  .record({
    iteration: fc.nat(1000),
    x: fc.double({ min: -9, max: 9, noNaN: true }),
    y: fc.double({ min: -9, max: 9, noNaN: true }),
    counter: fc.nat(),
  })
  .map(
    ({ iteration, x, y, counter }): State => ({
      iteration,
      values: { point: tensor([2], Float64Array.of(x, y)), counter },
    }),
  );

describe('a step', () => {
  it('runs the stages in order, each with the newest value of a name', () => {
    const { state, scalars } = solver(doubling).step({ iteration: 4, values: { x: 10 } });
    expect(state).toEqual({ iteration: 5, values: { x: 25 } });
    expect(scalars).toEqual({ loss: 20 });
  });

  it('is the fold of its stages from any state', () => {
    const toy = toyRotation();
    fc.assert(
      fc.property(states, (state) => {
        let values: Values = { ...state.values, iteration: state.iteration + 1 };
        for (const stage of toy.stages) values = { ...values, ...stage.run(values) };
        const { point, counter, loss, angle } = values;
        expect(toy.step(state)).toEqual({
          state: { iteration: state.iteration + 1, values: { point, counter } },
          scalars: { loss, angle },
        });
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('leaves the given state as it was, and gives the same again', () => {
    const toy = toyRotation();
    fc.assert(
      fc.property(states, (state) => {
        const before = structuredClone(state);
        const first = toy.step(state);
        expect(state).toEqual(before);
        expect(toy.step(state)).toEqual(first);
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('gives a stage only the values that it asks for', () => {
    const seen: string[][] = [];
    const watched = doubling.stages.map((stage) => ({
      ...stage,
      run(inputs: Values) {
        seen.push(Object.keys(inputs));
        return stage.run(inputs);
      },
    }));
    solver({ ...doubling, stages: watched }).step(doubling.init());
    expect(seen).toEqual([['x'], ['x', 'iteration']]);
  });

  it('lets a tap hear the outputs of every stage in order', () => {
    const heard: [string, number][] = [];
    const toy = solver(doubling);
    const tapped = toy.step({ iteration: 4, values: { x: 10 } }, (stage, { x }) => heard.push([stage, x as number]));
    expect(heard).toEqual([
      ['double', 20],
      ['add', 25],
    ]);
    expect(tapped).toEqual(toy.step({ iteration: 4, values: { x: 10 } }));
  });
});

describe('a name that nothing gives', () => {
  const [double, add] = doubling.stages;
  it.each<[string, Partial<Definition>, string]>([
    ['an input', { stages: [{ ...double, inputs: ['y'] }] }, 'stage double: nothing gives "y"'],
    ['an output', { stages: [{ ...double, outputs: ['z'] }] }, 'the output of stage double: nothing gives "z"'],
    ['a column', { columns: ['loss', 'norm'] }, 'the row: nothing gives "norm"'],
    ['a carried value', { carried: ['x', 'm'] }, 'the next state: nothing gives "m"'],
    ['a later output', { stages: [{ ...double, inputs: ['loss'] }, add] }, 'stage double: nothing gives "loss"'],
    ['a name that every object has', { carried: ['x', 'constructor'] }, 'the next state: nothing gives "constructor"'],
  ])('is a TypeError that names %s', (_, change, message) => {
    expect(() => solver({ ...doubling, ...change }).step(doubling.init())).toThrow(new TypeError(message));
  });
});

describe('a stepwise cursor', () => {
  it('takes the steps of the solver and gives rows only when they are wanted', () => {
    const toy = toyRotation();
    const cursor = stepwise(toy, toy.init());
    let state = toy.init();
    for (const wanted of [true, false, false, true]) {
      const step = toy.step(state);
      state = step.state;
      expect(cursor.advance(wanted)).toEqual(wanted ? step.scalars : undefined);
      expect(cursor.state()).toEqual(state);
    }
    cursor.close();
  });
});
