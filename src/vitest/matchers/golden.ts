import { headCommit } from '../../commit.js';
import { compareTensors, describeValue, EXACT, type Rule, type Tolerance, toleranceFor } from '../../parity/index.js';
import { tensor } from '../../tensor.js';
import { type Golden, type GoldenRow, readGolden, writeGolden } from './golden-file.js';
import { type Row, rowsOf } from './rows.js';
import { failed, type Matched, passed } from './verdict.js';

export interface GoldenOptions {
  /** The column that tells the rows apart; `iteration` unless given. */
  readonly key?: string;
  /** What may differ in every column, with its reason; nothing unless given. */
  readonly tolerance?: Tolerance;
  /** What may differ by column, before {@link GoldenOptions.tolerance}. */
  readonly rules?: readonly Rule[];
}

/** What the matcher is told of the running test. */
interface Running {
  readonly currentTestName?: string | undefined;
  readonly snapshotState?: { readonly snapshotUpdateState: 'all' | 'new' | 'none' };
}

/**
 * Whether rows are those of a golden table within a tolerance: every row of the table must be there, others are left alone.
 * When Vitest is asked to update (`-u`), rows that left their tolerance are rewritten, and only those; FILE.origin.json tells
 * which test wrote them at which commit. Throws InputError for a table that cannot be read, TypeError for rows without the key
 * column, and Error where there is nothing to compare.
 */
export function toMatchGolden(
  this: Running,
  received: unknown,
  file: string,
  { key = 'iteration', tolerance = EXACT, rules = [] }: GoldenOptions = {},
): Matched {
  const rows = rowsOf(received, 'toMatchGolden', key);
  const golden = readGolden(file);
  const update = this.snapshotState?.snapshotUpdateState === 'all';
  const origin = (keys: readonly number[] | 'all') => ({
    test: this.currentTestName ?? '',
    commit: headCommit(),
    node: process.version,
    reason: tolerance.reason,
    rows: keys,
  });
  if (golden === undefined) {
    if (!update) return failed(`${file}: there is no golden table; vitest -u writes it`);
    const columns = Object.keys(rows[0]).sort((a, b) => Number(b === key) - Number(a === key));
    writeGolden(
      file,
      columns,
      rows.map((row) => columns.map((name) => row[name])),
      origin('all'),
    );
    return passed(`${file}: written with ${rows.length} rows`);
  }
  const found = compareRows(golden, rows, key, (column) => {
    const own = toleranceFor(rules, column);
    return own === EXACT ? tolerance : own;
  });
  if (found.moved.size > 0 && update) {
    const lines = [...golden.rows].map(([name, { line }]): GoldenRow => found.moved.get(name) ?? line);
    writeGolden(file, golden.columns, lines, origin([...found.moved.keys()]));
  }
  // a row that was not measured cannot be rewritten
  const problems = [...found.missing, ...(update ? [] : found.differences)];
  return problems.length > 0
    ? failed(`${file}: ${problems.join('\n')}`)
    : passed(`${file}: all ${golden.rows.size} rows are within their tolerance${update ? ' or rewritten' : ''}`);
}

interface Compared {
  /** The new numbers of the rows that left their tolerance. */
  readonly moved: ReadonlyMap<number, readonly number[]>;
  readonly missing: readonly string[];
  readonly differences: readonly string[];
}

function compareRows(
  { columns, rows: expected }: Golden,
  rows: readonly Row[],
  key: string,
  toleranceOf: (column: string) => Tolerance,
): Compared {
  if (columns[0] !== key) throw new TypeError(`toMatchGolden: the table's first column is ${columns[0]}, not ${key}`);
  const byKey = new Map(rows.map((row) => [row[key], row]));
  const common = [...expected.keys()].filter((name) => byKey.has(name));
  if (common.length === 0) throw new Error(`toMatchGolden: no row in common: nothing to compare`);
  const moved = new Map<number, readonly number[]>();
  const lacking = expected.size - common.length;
  const missing = lacking > 0 ? [`${lacking} of its ${expected.size} rows are missing`] : [];
  const differences: string[] = [];
  for (const [place, column] of columns.entries()) {
    if (place === 0) continue;
    const pairs = common.map((name) => [
      (expected.get(name) as { values: readonly number[] }).values[place],
      byKey.get(name)?.[column] ?? Number.NaN,
    ]);
    const compare = (chosen: readonly (readonly number[])[]) => {
      const [a, b] = [0, 1].map((side) =>
        tensor(
          [chosen.length],
          Float64Array.from(chosen, (pair) => pair[side]),
        ),
      );
      return compareTensors(column, a, b, toleranceOf(column));
    };
    const whole = compare(pairs);
    if (whole.over === 0) continue;
    const left = common.filter((_, i) => compare([pairs[i]]).over > 0);
    for (const name of left)
      moved.set(
        name,
        columns.map((each) => byKey.get(name)?.[each] ?? Number.NaN),
      );
    differences.push(`${describeValue(whole)}\n  first in the row of ${key} ${left[0]}`);
  }
  return { moved, missing, differences };
}
