import { InputError } from '../errors.js';
import type { Scalars, State } from '../solver.js';
import { openRun, type Run, type ScalarTable } from '../trace/index.js';

/** A recorded run as claims look at it. */
export interface Trace {
  readonly folder: string;
  /** The command line that makes it again. */
  readonly command: string;
  readonly iterations: Float64Array;
  /** All rows, as a diagnosis takes them. */
  readonly table: ScalarTable;
  /** A column of the rows. Throws InputError, with the columns there are, for another. */
  column(name: string): Float64Array;
  /** The value of a column in the row of an iteration. Throws InputError where there is no such row. */
  at(column: string, iteration: number): number;
  /** The row with the smallest loss; the first of several. */
  best(): { readonly iteration: number; readonly loss: number };
  last(): Scalars & { readonly iteration: number };
  state(iteration: number): State;
  /** The settings of its start. */
  readonly settings: Run['manifest']['config'];
  /** How the run ended, as run.json says. */
  readonly status: Run['manifest']['status'];
}

/** Reads a run folder once. Throws InputError where it is damaged or has no rows. */
export function openTrace(folder: string, command: string): Trace {
  const run = openRun(folder);
  const table = run.scalars();
  const { iterations, values, columns } = table;
  if (iterations.length === 0) throw new InputError(`${folder}/scalars.csv: no rows; nothing can be claimed of them`);
  const column = (name: string): Float64Array => {
    if (Object.hasOwn(values, name)) return values[name];
    throw new InputError(`${folder}/scalars.csv: no column ${name}; expected one of ${columns.join(', ')}`);
  };
  const rowAt = (iteration: number): number => {
    const row = iterations.indexOf(iteration);
    if (row < 0) throw new InputError(`${folder}/scalars.csv: no row of iteration ${iteration}`);
    return row;
  };
  return {
    folder,
    command,
    iterations,
    table,
    column,
    at: (name, iteration) => column(name)[rowAt(iteration)],
    best() {
      const loss = column('loss');
      const row = loss.reduce((least, value, i) => (value < loss[least] ? i : least), 0);
      return { iteration: iterations[row], loss: loss[row] };
    },
    last() {
      const row = iterations.length - 1;
      return { ...Object.fromEntries(columns.map((name) => [name, values[name][row]])), iteration: iterations[row] };
    },
    state: (iteration) => run.state(iteration),
    settings: run.manifest.config,
    status: run.manifest.status,
  };
}
