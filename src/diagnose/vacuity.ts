import type { ScalarTable } from '../trace/index.js';
import { roleOf } from './roles.js';

/** A metric that says nothing of the run. */
export interface Vacuity {
  readonly column: string;
  readonly because: string;
}

/** The metrics, told by their names, that are perfect before anything is done, or that cannot fail; and a loss that is zero from the start. */
export function vacuityOf({ columns, values }: ScalarTable, loss: string): Vacuity[] {
  return columns.flatMap((column) => {
    const because = emptiness(column, values[column], column === loss);
    return because === undefined ? [] : [{ column, because }];
  });
}

function emptiness(column: string, values: Float64Array, isLoss: boolean): string | undefined {
  const role = isLoss ? 'error' : roleOf(column);
  if (role !== 'error' && role !== 'success') return undefined;
  const row = values.findIndex(Number.isFinite);
  if (row < 0) return undefined;
  const first = values[row];
  const perfect = role === 'error' ? first === 0 : first === 1 || first === 100;
  if (!perfect) return undefined;
  const since = values.subarray(row);
  if (since.every((value) => value === first || Number.isNaN(value)))
    return `it is ${first} in every row: it has nothing left to gain, and nothing in this run makes it fail`;
  return `it is ${first}, its best value, before anything is done: it measures the distance from doing nothing`;
}
