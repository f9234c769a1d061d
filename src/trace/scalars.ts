import { CsvError, parse } from 'csv-parse/sync';
import { InputError } from '../errors.js';
import type { Scalars } from '../solver.js';
import { quote } from './json.js';
import { formatNumber, parseIteration, parseNumber } from './numbers.js';

/** The rows of a run: `iterations` increases, and `values[column][i]` was measured in the step that led to `iterations[i]`. */
export interface ScalarTable {
  readonly columns: readonly string[];
  readonly iterations: Float64Array;
  readonly values: Readonly<Record<string, Float64Array>>;
}

const NEWLINE = 0x0a;

/** The first line of scalars.csv. Throws TypeError for a column that is empty, given twice, or cannot stand unquoted. */
export function formatHeader(columns: readonly string[]): string {
  const header = ['iteration', ...columns];
  for (const column of header) {
    if (!/^[^\s,"][^\r\n,"]*$/.test(column) || column === '__proto__')
      throw new TypeError(`a column cannot be called ${quote(column)}`);
  }
  if (new Set(header).size < header.length) throw new TypeError(`columns are given twice: ${header}`);
  return `${header.join(',')}\n`;
}

/** One line of scalars.csv. Throws TypeError for a column that the row lacks. */
export function formatRow(columns: readonly string[], iteration: number, scalars: Scalars): string {
  let row = `${iteration}`;
  for (const column of columns) {
    const value = scalars[column];
    if (typeof value !== 'number') throw new TypeError(`the row of iteration ${iteration} lacks "${column}"`);
    row += `,${formatNumber(value)}`;
  }
  return `${row}\n`;
}

/**
 * Reads scalars.csv; `file` is its name in messages. What follows the last newline is a row that was not fully written and is
 * left out. Throws InputError, with the line, for a header that does not begin with `iteration`, a wrong number of cells, a cell
 * that is not a number, and iterations that do not increase.
 */
export function parseScalars(bytes: Uint8Array, file: string): ScalarTable {
  const [header, ...rows] = records(bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1), file);
  const columns = columnsOf(header ?? [], file);
  const iterations = new Float64Array(rows.length);
  const cells = columns.map(() => new Float64Array(rows.length));
  let previous = -1;
  rows.forEach((row, index) => {
    const fail = (problem: string) => new InputError(`${file}: line ${index + 2}: ${problem}`);
    if (row.length !== columns.length + 1) throw fail(`${columns.length + 1} cells expected, ${row.length} found`);
    const iteration = parseIteration(row[0] as string);
    if (iteration === undefined) throw fail(`iteration: ${quote(row[0])}, a non-negative integer expected`);
    if (iteration <= previous) throw fail(`iteration: ${iteration} after ${previous}, an increase expected`);
    iterations[index] = previous = iteration;
    cells.forEach((column, place) => {
      const value = parseNumber(row[place + 1] as string);
      if (value === undefined) throw fail(`${columns[place]}: ${quote(row[place + 1])}, a number expected`);
      column[index] = value;
    });
  });
  return {
    columns,
    iterations,
    values: Object.fromEntries(columns.map((column, place) => [column, cells[place] as Float64Array])),
  };
}

/** The bytes of the header and of the rows up to `iteration`, as they stand. `table` is what the bytes hold. */
export function rowsUpTo(bytes: Uint8Array, table: ScalarTable, iteration: number): Uint8Array {
  const after = table.iterations.findIndex((row) => row > iteration);
  let lines = 1 + (after < 0 ? table.iterations.length : after);
  let end = 0;
  for (; lines > 0; lines--) end = bytes.indexOf(NEWLINE, end) + 1;
  return bytes.subarray(0, end);
}

function records(bytes: Uint8Array, file: string): string[][] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // rows of numbers need no quotes, and splitting is many times as fast as the full grammar
  if (!buffer.includes('"')) {
    const text = buffer.toString('utf8').replace(/^\uFEFF/, '');
    return text
      .split(/\r?\n/)
      .slice(0, -1)
      .map((line) => line.split(','));
  }
  try {
    // the number of cells is checked by parseScalars, whose message names the line
    return parse(buffer, { bom: true, relax_column_count: true });
  } catch (error) {
    if (error instanceof CsvError) throw new InputError(`${file}: line ${error.lines}: not valid CSV (${error.code})`);
    throw error;
  }
}

function columnsOf(header: readonly string[], file: string): string[] {
  const fail = (problem: string) => new InputError(`${file}: line 1: ${problem}`);
  if (header[0] !== 'iteration') throw fail(`the first column is ${quote(header[0])}, "iteration" expected`);
  const columns = header.slice(1);
  const odd = columns.find((column) => column === '' || column === '__proto__' || /[\r\n]/.test(column));
  if (odd !== undefined) throw fail(`a column cannot be called ${quote(odd)}`);
  const twice = header.find((column, place) => header.indexOf(column) < place);
  if (twice !== undefined) throw fail(`column ${quote(twice)} is given twice`);
  return columns;
}
