import type { Stages } from '../parity/index.js';
import { openCursor, type Solver, type Stage, type State, type Values } from '../solver.js';

/** What a step from a state gave; undefined in place of it where the schedule has ended. */
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
   * more, in order. Ends where `seen` says so, or where its schedule does.
   */
  follow(start: State, stops: readonly number[], seen: (state: State) => Promise<Seen>): Promise<void>;
  /** One step from a state; undefined where its schedule has ended. */
  step(start: State): Promise<Stepped | undefined>;
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
          for (; iteration < stop; iteration++) {
            if (cursor.done?.() !== undefined) return;
            cursor.advance(false);
          }
          if ((await seen(cursor.state())) === 'stop') return;
        }
      } finally {
        cursor.close();
      }
    },
    async step(start) {
      if (solver.done?.(start) !== undefined) return undefined;
      const stages: Record<string, Values> = {};
      const { state } = solver.step(start, (stage, outputs) => {
        stages[stage] = outputs;
      });
      return { state, stages };
    },
  };
}
