import { closeSync } from 'node:fs';
import { InputError } from '../../errors.js';
import { openRegular } from '../../trace/files.js';
import type { ScalarTable } from '../../trace/index.js';
import { type Choice, type Header, MOST_COLUMNS, readHeader } from './header.js';
import { eachLine } from './lines.js';
import { inOrder } from './order.js';
import { openStore, type Store } from './store.js';

/** A table of rows as it was read from a file, with the column that it is judged by. */
export interface Log {
  readonly file: string;
  readonly table: ScalarTable;
  readonly loss: string;
  /** What was put in order or left out on the way, one sentence each. */
  readonly notes: readonly string[];
}

export interface ReadOptions extends Choice {
  /** Whether what follows the last newline is a row that was not fully written, as in a run folder. */
  readonly dropsOpenLine?: boolean;
}

/** Numbers that are held at once: 256 MB of them. */
const MOST_NUMBERS = 2 ** 25;

/**
 * Reads the rows of a CSV file, of which only the columns that are looked at are held. Throws InputError, naming the file and
 * the line, for what cannot be used; what was harmless and put right is in the notes.
 */
export function readCsv(path: string, options: ReadOptions = {}): Log {
  const { file, size } = openRegular(path);
  const notes: string[] = [];
  try {
    const rows = collect(file, path, size, options, notes);
    const { header } = rows;
    const names = [header.loss.name, ...rows.kept];
    if (header.left > 0) notes.push(`${header.left} columns were not looked at; --columns names those that are`);
    const { iterations, values } = inOrder(rows, header.loss.name, path, (text) => notes.push(text));
    return { file: path, table: { columns: names, iterations, values }, loss: header.loss.name, notes };
  } finally {
    closeSync(file);
  }
}

function collect(file: number, path: string, size: number, options: ReadOptions, notes: string[]) {
  let first: Buffer | undefined;
  let open: { readonly header: Header; readonly store: Store } | undefined;
  let line = 0;
  let headers = 1;
  const begin = (top: Buffer, most: number) => {
    const header = readHeader(top.toString('utf8'), path, options, most);
    return { header, store: openStore(header, path) };
  };
  eachLine(file, path, (bytes, from, lineEnd, isWhole) => {
    line++;
    const to = lineEnd > from && bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
    if (first === undefined) {
      first = Buffer.from(bytes.subarray(from, to));
      return;
    }
    // the first row tells how many there may be
    open ??= begin(first, mostColumns(size, to - from));
    if (to === from || (!isWhole && options.dropsOpenLine)) return;
    if (isHeader(bytes, from, to, first)) headers++;
    else if (!open.store.add(bytes, from, to, line, isWhole))
      notes.push('the last line was not fully written and is left out');
  });
  if (first === undefined) throw new InputError(`${path}: empty; a header and rows expected`);
  open ??= begin(first, MOST_COLUMNS);
  if (headers > 1) notes.push(`the header stands there ${headers} times; once was enough`);
  return { header: open.header, ...open.store.close(notes) };
}

/** How many columns beside the loss can be held when rows have about this length in bytes. */
function mostColumns(size: number, length: number): number {
  const rows = Math.max(1, size / Math.max(4, length / 1.5));
  return Math.max(0, Math.min(MOST_COLUMNS, Math.floor(MOST_NUMBERS / rows) - 2));
}

const isHeader = (bytes: Buffer, begin: number, end: number, first: Buffer): boolean =>
  bytes[begin] === first[0] && end - begin === first.length && first.compare(bytes, begin, end) === 0;
