import { openRun, type ScalarTable } from '../../trace/index.js';

/** A row of what was measured, by column. */
export type Row = Readonly<Record<string, number>>;

/** What matchers of curves take: the folder of a run, its scalars, or rows with a column `iteration`. */
export type Measured = string | ScalarTable | readonly Row[];

/**
 * What was measured, as columns. Throws TypeError for what is nothing of the kind, Error for no rows at all, and InputError for
 * a folder that holds no run.
 */
export function tableOf(received: unknown, matcher: string, key = 'iteration'): ScalarTable {
  const table =
    typeof received === 'string'
      ? openRun(received).scalars()
      : isTable(received)
        ? received
        : ofRows(received, matcher, key);
  if (table.iterations.length === 0) throw new Error(`${matcher}: no rows: nothing to compare`);
  return table;
}

/** The same as rows. */
export function rowsOf(received: unknown, matcher: string, key: string): readonly Row[] {
  const { iterations, columns, values } = tableOf(received, matcher, key);
  return Array.from(iterations, (iteration, i) => ({
    ...Object.fromEntries(columns.map((name) => [name, values[name][i]])),
    [key]: iteration,
  }));
}

const isTable = (value: unknown): value is ScalarTable =>
  typeof value === 'object' && value !== null && 'iterations' in value && 'values' in value && 'columns' in value;

function ofRows(received: unknown, matcher: string, key: string): ScalarTable {
  if (!Array.isArray(received)) throw new TypeError(`${matcher}: expected the folder of a run, its scalars, or rows`);
  const rows = received as readonly Row[];
  if (!rows.every((row) => typeof row?.[key] === 'number')) throw new TypeError(`${matcher}: a row without ${key}`);
  const columns = [...new Set(rows.flatMap(Object.keys))].filter((name) => name !== key);
  const column = (name: string) => Float64Array.from(rows, (row) => row[name] ?? Number.NaN);
  return {
    iterations: column(key),
    columns,
    values: Object.fromEntries(columns.map((name) => [name, column(name)])),
  };
}
