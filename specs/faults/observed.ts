import type { History } from '../../src/bisect/index.js';
import { type Solver, type State, tapStages } from '../../src/solver.js';

const PREFIX = 'row.';

/**
 * A solver whose state keeps the row that led to it too, so that a bisect, which compares states, sees what is wrong in
 * the measurements alone.
 */
export function withRow(solver: Solver): Solver {
  const { open: _, ...rest } = solver;
  const kept = (row: Readonly<Record<string, number>>) =>
    Object.fromEntries(solver.columns.map((column) => [`${PREFIX}${column}`, row[column] ?? 0]));
  const own = ({ iteration, values }: State): State => ({
    iteration,
    values: Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith(PREFIX))),
  });
  return {
    ...rest,
    init() {
      const { iteration, values } = solver.init();
      return { iteration, values: { ...values, ...kept({}) } };
    },
    step(state, tap) {
      const { state: next, scalars } = solver.step(own(state), tap);
      return { state: { ...next, values: { ...next.values, ...kept(scalars) } }, scalars };
    },
    ...(solver.done && { done: (state: State) => solver.done?.(own(state)) }),
  };
}

/** All states of a run, from its start on; fewer than asked for where its schedule ends. */
export function statesOf(solver: Solver, iterations: number): State[] {
  const states = [solver.init()];
  while (states.length <= iterations && solver.done?.(states[states.length - 1]) === undefined) {
    states.push(solver.step(states[states.length - 1]).state);
  }
  return states;
}

/** A run as one that recorded every `every`-th of its states, and the last. */
export function historyOf(solver: Solver, states: readonly State[], every: number): History {
  const last = states.length - 1;
  return {
    recorded: states.map(({ iteration }) => iteration).filter((each) => each % every === 0 || each === last),
    state: async (iteration) => states[iteration],
    makes: async () => true,
    stages: async (iteration) => tapStages(solver, states[iteration - 1]),
  };
}
