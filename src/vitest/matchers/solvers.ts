import { openCursor, type Scalars, type Solver, type State } from '../../solver.js';

/** A run kept in memory: the state and the row of every iteration after its start. */
export interface Followed {
  readonly states: readonly State[];
  readonly rows: readonly Scalars[];
}

/** Follows a solver from a state up to an iteration, or to the end of its schedule. */
export function follow(solver: Solver, start: State, until: number): Followed {
  const cursor = openCursor(solver, start);
  const states: State[] = [];
  const rows: Scalars[] = [];
  try {
    for (let iteration = start.iteration; iteration < until && cursor.done?.() === undefined; iteration++) {
      rows.push(cursor.advance(true) as Scalars);
      states.push(cursor.state());
    }
  } finally {
    cursor.close();
  }
  return { states, rows };
}

/** Throws TypeError for what is no solver: a matcher that takes one must not pass on anything else. */
export function checkSolver(value: unknown, matcher: string): asserts value is Solver {
  const isSolver = typeof value === 'object' && value !== null && 'step' in value && 'stages' in value;
  if (!isSolver) throw new TypeError(`${matcher}: expected a solver, ${typeof value} given`);
}
