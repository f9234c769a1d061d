import {
  type Cursor,
  openCursor,
  type Solver,
  type State,
  solver as solverOf,
  stepwise,
  type Values,
} from '../solver.js';

/** What a stage gives instead, from its inputs and what the right stage makes of any inputs. */
export type Swap = (inputs: Values, right: (inputs: Values) => Values) => Values;

/** One thing put wrong: a stage, a state that is handed on, or the start. */
export type Fault =
  /** From iteration `from` on, 1 unless given, a stage does something else. */
  | { readonly kind: 'stage'; readonly stage: string; readonly swap: Swap; readonly from?: number }
  /** The state after iteration `at` is handed on changed, as by a save or a resume that loses something. */
  | { readonly kind: 'state'; readonly change: (state: State) => State; readonly at: number }
  /** The start is another. */
  | { readonly kind: 'start'; readonly change: (state: State) => State };

/**
 * A solver with a fault put in, to see whether something notices: until the fault sets in, it runs as fast and gives the same
 * numbers as without. Throws TypeError for a stage that the solver does not have.
 */
export function withFault(solver: Solver, fault: Fault): Solver {
  switch (fault.kind) {
    case 'stage':
      return withStage(solver, fault.stage, fault.swap, fault.from ?? 1);
    case 'state':
      return withState(solver, fault.change, fault.at);
    case 'start':
      return { ...solver, init: () => fault.change(solver.init()) };
  }
}

function withStage(solver: Solver, name: string, swap: Swap, from: number): Solver {
  if (!solver.stages.some((stage) => stage.name === name))
    throw new TypeError(`${solver.subject} has no stage ${name}`);
  const { open: _, done, ...rest } = solver;
  const faulty = solverOf({
    ...rest,
    ...(done && { done }),
    carried: Object.keys(solver.init().values),
    stages: solver.stages.map((stage) =>
      stage.name !== name
        ? stage
        : {
            ...stage,
            inputs: [...new Set([...stage.inputs, 'iteration'])],
            run: (values) => ((values.iteration as number) < from ? stage.run(values) : swap(values, stage.run)),
          },
    ),
  });
  return { ...faulty, open: (start) => inTwo(start, from - 1, solver, faulty) };
}

/** A run by one solver up to an iteration and by another after it. */
function inTwo(start: State, border: number, before: Solver, after: Solver): Cursor {
  let { iteration } = start;
  const choose = (state: State) => (iteration < border ? openCursor(before, state) : stepwise(after, state));
  let cursor = choose(start);
  return {
    advance(scalars) {
      if (iteration === border && iteration > start.iteration) {
        const state = cursor.state();
        cursor.close();
        cursor = choose(state);
      }
      iteration++;
      return cursor.advance(scalars);
    },
    state: () => cursor.state(),
    ...(before.done && { done: () => cursor.done?.() }),
    close: () => cursor.close(),
  };
}

function withState(solver: Solver, change: (state: State) => State, at: number): Solver {
  const changed = (state: State) => (state.iteration === at ? change(state) : state);
  return {
    ...solver,
    step(state, tap) {
      const step = solver.step(state, tap);
      return { ...step, state: changed(step.state) };
    },
    open(start) {
      let { iteration } = start;
      let cursor = openCursor(solver, start);
      return {
        advance(scalars) {
          const row = cursor.advance(scalars);
          iteration++;
          if (iteration === at) {
            const state = change(cursor.state());
            cursor.close();
            cursor = openCursor(solver, state);
          }
          return row;
        },
        state: () => cursor.state(),
        ...(solver.done && { done: () => cursor.done?.() }),
        close: () => cursor.close(),
      };
    },
  };
}
