import type { Tensor } from './tensor.js';

/** What a state holds and a stage takes and gives: tensors, and numbers in double precision. */
export type Value = Tensor | number;
export type Values = Readonly<Record<string, Value>>;

/** Everything the next step depends on, after update `iteration` (0: the start). Never changed once made. */
export interface State {
  readonly iteration: number;
  readonly values: Values;
}

/** One row of a trace: what was measured in the step that led to an iteration, by column. */
export type Scalars = Readonly<Record<string, number>>;

/** Hears the outputs of every stage of a step, in data-flow order. */
export type Tap = (stage: string, outputs: Values) => void;

/** A named part of one step: a pure function from the values called `inputs` to those called `outputs`. */
export interface Stage {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(inputs: Values): Values;
}

export interface Step {
  readonly state: State;
  readonly scalars: Scalars;
}

/**
 * A run held by an engine, advanced in place. It gives the same bits as {@link Solver.step} called as often, and exists
 * only because it is faster.
 */
export interface Cursor {
  /** Does one step. The row is worked out only when it is wanted, since measuring may cost more than the step. */
  advance(scalars: boolean): Scalars | undefined;
  /** A snapshot of the state, which later calls leave alone. */
  state(): State;
  /** {@link Solver.done} of the state that it is at; there where the solver has one. */
  done?(): string | undefined;
  /** Gives back what the engine holds (threads, device memory). */
  close(): void;
}

/** An iterative program as a fold: `state = step(state)`. */
export interface Solver {
  readonly subject: string;
  /** The columns of a row, in the order in which they are written. `loss` is what the run is judged by. */
  readonly columns: readonly string[];
  /** The stages of a step in data-flow order. */
  readonly stages: readonly Stage[];
  init(): State;
  step(state: State, tap?: Tap): Step;
  /** Why no step is left to do at a state, where the solver follows a schedule that ends; undefined before its end. */
  done?(state: State): string | undefined;
  /** A faster way to do many steps while nobody listens. */
  open?(state: State): Cursor;
  /** Whether what the loss measures changes on the way, as where it is annealed: then a smaller one is not a better one. */
  readonly isAnnealed?: boolean;
}

/** What a subject declares; {@link solver} derives the step from it. */
export interface Definition
  extends Pick<Solver, 'subject' | 'columns' | 'stages' | 'init' | 'done' | 'open' | 'isAnnealed'> {
  /** The names that make up the state. A stage may overwrite them; what stands there after the last stage is carried over. */
  readonly carried: readonly string[];
}

/**
 * A solver whose step runs its stages in order: each takes its inputs from the state, from the newest earlier output, or
 * as `iteration` the number of the iteration that the step makes.
 * Throws TypeError when a stage asks for, or the definition promises, a name that nothing gives.
 */
export function solver(definition: Definition): Solver {
  const { carried, ...rest } = definition;
  return {
    ...rest,
    step(state, tap) {
      const values: Record<string, Value> = { ...state.values, iteration: state.iteration + 1 };
      for (const stage of definition.stages) {
        const outputs = stage.run(pick(values, stage.inputs, `stage ${stage.name}`));
        Object.assign(values, pick(outputs, stage.outputs, `the output of stage ${stage.name}`));
        tap?.(stage.name, outputs);
      }
      return {
        state: { iteration: state.iteration + 1, values: pick(values, carried, 'the next state') },
        scalars: pick(values, definition.columns, 'the row') as Scalars,
      };
    },
  };
}

/** The named values and no others. Throws TypeError for a name that is absent. */
export function pick(values: Values, names: readonly string[], what: string): Values {
  const picked: Record<string, Value> = {};
  for (const name of names) {
    // hasOwn: a name such as `constructor` is found on every object
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new TypeError(`${what}: nothing gives "${name}"`);
    picked[name] = value;
  }
  return picked;
}

/** The outputs of every stage of the step from a state, by stage in data-flow order. */
export function tapStages(solver: Solver, state: State): Record<string, Values> {
  const outputs: Record<string, Values> = {};
  solver.step(state, (stage, values) => {
    outputs[stage] = values;
  });
  return outputs;
}

/** A run of a solver in place: by its engine, or through its stages where it has none. */
export const openCursor = (solver: Solver, start: State): Cursor => solver.open?.(start) ?? stepwise(solver, start);

/** A run of a solver that steps through its stages, for solvers without an engine of their own. */
export function stepwise(solver: Solver, start: State): Cursor {
  let state = start;
  const { done } = solver;
  return {
    advance(scalars) {
      const step = solver.step(state);
      state = step.state;
      return scalars ? step.scalars : undefined;
    },
    state: () => state,
    ...(done && { done: () => done(state) }),
    close() {},
  };
}
