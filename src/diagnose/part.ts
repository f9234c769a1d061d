import type { ScalarTable } from '../trace/index.js';
import { roleOf } from './roles.js';

/** The last part of a schedule. */
export interface Part {
  /** Its first iteration. */
  readonly from: number;
  /** The columns that changed there. */
  readonly columns: readonly string[];
}

/** A column that changes more often, by rows, is a measurement and counts no parts. */
const OFTEN = 1 / 4;

/**
 * The rows since a column that counts the parts of a schedule (window, level, frame ...) last changed: a loss on another level of
 * detail, or of another picture, is another quantity. All rows where there is one part alone.
 */
export function lastPart(table: ScalarTable): { table: ScalarTable; part: Part | null } {
  const { columns, iterations, values } = table;
  const last = columns
    .filter((name) => roleOf(name) === 'part')
    .map((name) => ({ name, from: lastChange(values[name]) }))
    .filter(({ from }) => from > 0);
  const from = Math.max(0, ...last.map((each) => each.from));
  if (from === 0) return { table, part: null };
  return {
    table: {
      columns,
      iterations: iterations.subarray(from),
      values: Object.fromEntries(columns.map((name) => [name, values[name].subarray(from)])),
    },
    part: { from: iterations[from], columns: last.filter((each) => each.from === from).map(({ name }) => name) },
  };
}

/** The row at which a column last changed its value; 0 where it never did, or changes all the time. */
function lastChange(values: Float64Array): number {
  let [changes, last] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    if (Object.is(values[i], values[i - 1])) continue;
    changes++;
    last = i;
  }
  return changes <= OFTEN * values.length ? last : 0;
}
