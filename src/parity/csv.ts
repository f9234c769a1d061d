import { InputError } from '../errors.js';
import { tensor } from '../tensor.js';
import { parseNumber } from '../trace/index.js';
import { type Comparison, unlike, type Verdict, worstOf } from './comparison.js';
import { type CsvRows, openCsv } from './csv-rows.js';
import { absent, type Tallied, tally } from './tally.js';
import { toleranceFor } from './tolerance.js';
import { compareValues, type Options } from './values.js';

export interface CsvOptions extends Options {
  /** The column whose numbers increase and pair the rows: `iteration` where both begin with it; otherwise rows pair in order. */
  readonly key?: string | undefined;
  /** What stands before a column in the names that rules are for; `scalars` unless given. */
  readonly of?: string;
  /** Rows beyond this key are left out. */
  readonly until?: number | undefined;
  /** As in {@link openCsv}. */
  readonly endsWithNewline?: boolean;
}

/** Two CSV files, row by row. */
export interface CsvComparison {
  readonly verdict: Verdict;
  readonly rows: Counts;
  /** The column that pairs the rows; undefined where they pair in their order. */
  readonly pairedBy?: string;
  /** By column; the iteration of a difference is its key, or the number of its row counted from 1. */
  readonly columns: readonly Tallied[];
  /** The last key of each side within `until`. */
  readonly last: { readonly reference: number | undefined; readonly candidate: number | undefined };
}

/** How many were compared, and how many stand on one side alone. */
export interface Counts {
  readonly compared: number;
  readonly onlyReference: number;
  readonly onlyCandidate: number;
}

interface Row {
  readonly key: number;
  readonly cells: readonly string[];
}

/**
 * Compares two CSV files column by column, in memory that does not grow with them. Numbers are compared as numbers, anything
 * else as text. A column that one side lacks is a difference; so is a row, where rows pair in order. Throws InputError for
 * files without a column or without a row in common.
 */
export async function compareCsv(
  reference: string,
  candidate: string,
  options: CsvOptions = {},
): Promise<CsvComparison> {
  const comparison = await compareTables(reference, candidate, options);
  if (comparison.rows.compared === 0) throw new InputError(`${candidate}: no row in common with ${reference}`);
  if (comparison.columns.every(({ compared }) => compared === 0))
    throw new InputError(`${candidate}: no column in common with ${reference}`);
  return comparison;
}

/** As {@link compareCsv}, also of files that have nothing in common, for a caller with more to compare. */
export async function compareTables(
  reference: string,
  candidate: string,
  { key, of = 'scalars', until = Number.POSITIVE_INFINITY, endsWithNewline = false, ...options }: CsvOptions = {},
): Promise<CsvComparison> {
  const a = await openCsv(reference, { endsWithNewline });
  const b = await openCsv(candidate, { endsWithNewline });
  try {
    const pairing = key ?? (a.columns[0] === 'iteration' && b.columns[0] === 'iteration' ? 'iteration' : undefined);
    const columns = commonColumns(a, b, pairing, of);
    const counts = { compared: 0, onlyReference: 0, onlyCandidate: 0 };
    let last: CsvComparison['last'] = { reference: undefined, candidate: undefined };
    const found = tally();
    for await (const [x, y] of pairs(keyed(a, pairing), keyed(b, pairing), until)) {
      last = { reference: x?.key ?? last.reference, candidate: y?.key ?? last.candidate };
      if (x === undefined) counts.onlyCandidate++;
      else if (y === undefined) counts.onlyReference++;
      else {
        counts.compared++;
        for (const { name, inA, inB } of columns) {
          if (x.cells[inA] === y.cells[inB]) found.same(name);
          else found.add(x.key, compareCells(name, x.cells[inA], y.cells[inB], x.key, options));
        }
      }
    }
    const tallied = [...found.all(), ...lacking(a, b, of)];
    const isShort = pairing === undefined && counts.onlyReference + counts.onlyCandidate > 0;
    const verdict = worstOf([...tallied.map((each) => each.verdict), isShort ? 'differs' : 'same']);
    return { verdict, rows: counts, ...(pairing !== undefined && { pairedBy: pairing }), columns: tallied, last };
  } finally {
    a.close();
    b.close();
  }
}

/** The columns that both have, with their names in rules and their places in a row. */
const commonColumns = ({ columns: a }: CsvRows, { columns: b }: CsvRows, pairing: string | undefined, of: string) =>
  a
    .filter((column) => column !== pairing && b.includes(column))
    .map((column) => ({ name: `${of}/${column}`, inA: a.indexOf(column), inB: b.indexOf(column) }));

type Next = () => Promise<Row | undefined>;

/** Rows of equal keys together, others alone, in the order of their keys up to `until`. */
async function* pairs(
  nextA: Next,
  nextB: Next,
  until: number,
): AsyncGenerator<[Row | undefined, Row | undefined], void> {
  let [x, y] = [await nextA(), await nextB()];
  for (;;) {
    const key = Math.min(x?.key ?? Number.POSITIVE_INFINITY, y?.key ?? Number.POSITIVE_INFINITY);
    if (key > until || key === Number.POSITIVE_INFINITY) return;
    const [one, other] = [x?.key === key ? x : undefined, y?.key === key ? y : undefined];
    yield [one, other];
    if (one) x = await nextA();
    if (other) y = await nextB();
  }
}

/** Gives the next row with its key. Throws InputError where the key is no number or does not increase. */
function keyed(rows: CsvRows, pairing: string | undefined): Next {
  const place = pairing === undefined ? -1 : rows.columns.indexOf(pairing);
  if (pairing !== undefined && place < 0)
    throw new InputError(`${rows.file}: no column "${pairing}"; expected one of ${rows.columns.join(', ')}`);
  let previous = Number.NEGATIVE_INFINITY;
  let count = 0;
  return async () => {
    const cells = await rows.next();
    if (cells === undefined) return undefined;
    count++;
    const key = place < 0 ? count : parseNumber(cells[place].trim());
    if (key === undefined || !(key > previous))
      throw new InputError(
        `${rows.file}: row ${count}: ${pairing} is "${cells[place]}"; expected a number above ${previous}`,
      );
    previous = key;
    return { key, cells };
  };
}

function compareCells(name: string, one: string, other: string, iteration: number, options: Options): Comparison {
  const [a, b] = [parseNumber(one.trim()), parseNumber(other.trim())];
  const [of, column] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)];
  if (a !== undefined && b !== undefined) {
    const [comparison] = compareValues(
      { [column]: tensor([], Float64Array.of(a)) },
      { [column]: tensor([], Float64Array.of(b)) },
      { of, iteration },
      options,
    );
    return comparison;
  }
  return unlike(
    name,
    `"${other.slice(0, 40)}", "${one.slice(0, 40)}" expected`,
    toleranceFor(options.rules ?? [], name),
  );
}

function lacking(a: CsvRows, b: CsvRows, of: string): Tallied[] {
  const beyond = (some: CsvRows, others: CsvRows) => some.columns.filter((column) => !others.columns.includes(column));
  const report = (problem: string) => (column: string) => absent(`${of}/${column}`, problem);
  return [
    ...beyond(a, b).map(report('the candidate has no such column')),
    ...beyond(b, a).map(report('the reference has no such column')),
  ];
}
