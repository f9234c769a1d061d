import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../errors.js';
import { openWriter } from '../../trace/index.js';

/** A golden table: a CSV of numbers whose first column tells the rows apart. */
export interface Golden {
  readonly columns: readonly string[];
  /** By the first column's number: the line as it stands, and its numbers. */
  readonly rows: ReadonlyMap<number, { readonly line: string; readonly values: readonly number[] }>;
}

/** A row to be written: its numbers, or its line where it stays as it is. */
export type GoldenRow = string | readonly number[];

const NUMBER = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|Infinity)$|^NaN$/;

/** Reads a golden table; undefined where there is none. Throws InputError for one that is not a table of numbers. */
export function readGolden(file: string): Golden | undefined {
  if (!existsSync(file)) return undefined;
  const [header, ...lines] = readFileSync(file, 'utf8').split(/\r?\n/);
  const columns = header.split(',').map((name) => name.trim());
  if (columns.length < 2) throw new InputError(`${file}: line 1: expected a header of at least two columns`);
  const rows = new Map<number, { line: string; values: number[] }>();
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const cells = line.split(',').map((cell) => cell.trim());
    const bad = cells.findIndex((cell) => !NUMBER.test(cell));
    const where = `${file}: line ${i + 2}`;
    if (bad >= 0) throw new InputError(`${where}: ${columns[bad] ?? `cell ${bad + 1}`}: expected a number`);
    if (cells.length !== columns.length) {
      throw new InputError(`${where}: expected ${columns.length} cells, ${cells.length} found`);
    }
    const values = cells.map(Number);
    if (rows.has(values[0])) throw new InputError(`${where}: ${columns[0]} ${values[0]} is there twice`);
    rows.set(values[0], { line, values });
  }
  if (rows.size === 0) throw new InputError(`${file}: no rows; nothing can be held against it`);
  return { columns, rows };
}

/** Where the rows of a golden table come from, one entry for every time that some were written. */
export interface Origin {
  /** The test that measured them. */
  readonly test: string;
  readonly commit: string | undefined;
  readonly node: string;
  readonly reason: string;
  /** The rows by their first column. */
  readonly rows: readonly number[] | 'all';
}

/** Writes a golden table, and beside it, in FILE.origin.json, where its rows come from. Both are replaced whole. */
export function writeGolden(
  file: string,
  columns: readonly string[],
  rows: readonly GoldenRow[],
  origin: Origin,
): void {
  const lines = rows.map((row) => (typeof row === 'string' ? row : row.join(',')));
  const beside = `${file}.origin.json`;
  const before = existsSync(beside) ? (JSON.parse(readFileSync(beside, 'utf8')) as Origin[]) : [];
  const encoder = new TextEncoder();
  const writer = openWriter();
  writer.write([
    { kind: 'folder', path: dirname(file) },
    { kind: 'replace', path: file, bytes: encoder.encode(`${[columns.join(','), ...lines].join('\n')}\n`) },
    { kind: 'replace', path: beside, bytes: encoder.encode(`${JSON.stringify([...before, origin], null, 2)}\n`) },
  ]);
  writer.drain();
}
