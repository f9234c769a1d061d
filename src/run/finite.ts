import { openCursor, type Scalars, type Solver, type State } from '../solver.js';

/** Whether a row can be gone on from: its loss is a number, and no column is NaN. A peak signal-to-noise ratio may be infinite. */
export function isFiniteRow(scalars: Scalars): boolean {
  return Number.isFinite(scalars.loss) && Object.values(scalars).every((value) => !Number.isNaN(value));
}

export function isFiniteState(state: State): boolean {
  return Object.values(state.values).every((value) => {
    if (typeof value === 'number') return Number.isFinite(value);
    const { data } = value;
    if (!(data instanceof Float32Array || data instanceof Float64Array)) return true;
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
    return true;
  });
}

/** The last finite state on the way from a finite one to iteration `until`, found by going there again. */
export function lastFinite(solver: Solver, from: State, until: number): State {
  const cursor = openCursor(solver, from);
  try {
    let last = from;
    while (last.iteration < until) {
      cursor.advance(false);
      const next = cursor.state();
      if (!isFiniteState(next)) break;
      last = next;
    }
    return last;
  } finally {
    cursor.close();
  }
}
