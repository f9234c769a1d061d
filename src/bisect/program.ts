import type { Stages } from '../parity/index.js';
import { type Cursor, openCursor, type Solver, type Stage, type State, type Values } from '../solver.js';

/** What a step from a state gave. */
export interface Stepped {
  readonly state: State;
  /** The outputs of its stages in data-flow order, where the program shows them. */
  readonly stages?: Stages | undefined;
}

/** Something that iterates and can be asked to go on. Its methods throw InputError when it does not do what it promises. */
export interface Program {
  /** The state at an iteration that it begins with by itself; undefined where it begins with what it is given. */
  start(iteration: number): State | undefined;
  /** Whether it goes on from any state; a recorded run has gone only its own way. */
  readonly isFree: boolean;
  /** Of a recorded run, the iterations that it can show. */
  readonly recorded?: readonly number[];
  /** Of a recorded run, the program that goes from one of its states to the next as it did; undefined where none is known to. */
  freed?(after: number, by: number): Promise<Program | undefined>;
  /** Its stages, where they can be run one by one. */
  readonly stages?: readonly Stage[] | undefined;
  /**
   * Goes on from a state and shows the states at the last of `stops`, which increase, and at those others that cost nothing
   * more, in order. Ends where `seen` says so, where its schedule does, or where it fails; gives why, in the last two cases.
   */
  follow(start: State, stops: readonly number[], seen: (state: State) => Promise<Seen>): Promise<string | undefined>;
  /** One step from a state, or why there is none. */
  step(start: State): Promise<Stepped | string>;
}

/** Whether to go on. */
export type Seen = 'on' | 'stop';

/** A solver of ours as a program. */
export function solverProgram(solver: Solver): Program {
  const first = solver.init();
  return {
    start: (iteration) => (iteration === first.iteration ? first : undefined),
    isFree: true,
    stages: solver.stages,
    async follow(start, stops, seen) {
      const cursor = openCursor(solver, start);
      let { iteration } = start;
      try {
        for (const stop of stops) {
          const ended = advanceTo(cursor, iteration, stop);
          if (ended !== undefined) return ended;
          iteration = stop;
          if ((await seen(cursor.state())) === 'stop') return undefined;
        }
        return undefined;
      } finally {
        cursor.close();
      }
    },
    async step(start) {
      const over = solver.done?.(start);
      if (over !== undefined) return over;
      const stages: Record<string, Values> = {};
      try {
        const { state } = solver.step(start, (stage, outputs) => {
          stages[stage] = outputs;
        });
        return { state, stages };
      } catch (error) {
        return failure(start.iteration + 1, error);
      }
    },
  };
}

/** Advances a cursor from one iteration to another; gives why it does not get there. */
function advanceTo(cursor: Cursor, from: number, to: number): string | undefined {
  for (let iteration = from; iteration < to; iteration++) {
    const over = cursor.done?.();
    if (over !== undefined) return over;
    try {
      cursor.advance(false);
    } catch (error) {
      return failure(iteration + 1, error);
    }
  }
  return undefined;
}

// whatever a faulty solver throws is a finding, not a fault of ours
const failure = (iteration: number, error: unknown): string =>
  `it fails at iteration ${iteration}: ${error instanceof Error ? error.message : String(error)}`;
