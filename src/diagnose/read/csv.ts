import { closeSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { InputError } from '../../errors.js';
import { openRegular } from '../../trace/files.js';
import type { ScalarTable } from '../../trace/index.js';
import { cellNumber, EMPTY, TEXT } from './cell.js';
import { type Choice, type Header, MOST_COLUMNS, readHeader } from './header.js';
import { eachLine } from './lines.js';
import { inOrder } from './order.js';

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

/** Numbers that are held at once, 256 MB of them, and the rows that two columns then have. */
const MOST_NUMBERS = 2 ** 25;
const MOST_ROWS = 2 ** 26;

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
  let header: Header | undefined;
  let first = Buffer.alloc(0);
  let store: Store | undefined;
  let line = 0;
  let headers = 0;
  eachLine(file, path, (bytes, begin, lineEnd, isWhole) => {
    line++;
    const end = lineEnd > begin && bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
    if (header === undefined || store === undefined) {
      first = Buffer.from(bytes.subarray(begin, end));
      header = readHeader(first.toString('utf8'), path, options, mostColumns(size, end - begin));
      store = openStore(header, path);
      return;
    }
    if (end === begin) return;
    if (isHeader(bytes, begin, end, first)) {
      headers++;
      return;
    }
    if (!isWhole && options.dropsOpenLine) return;
    if (!store.add(bytes, begin, end, line, isWhole)) notes.push('the last line was not fully written and is left out');
  });
  if (header === undefined || store === undefined) throw new InputError(`${path}: empty; a header and rows expected`);
  if (headers > 0) notes.push(`the header stands there ${headers + 1} times; once was enough`);
  return { header: header as Header, ...(store as Store).close(notes) };
}

/** How many columns beside the loss can be held, from how many rows of a header's length the file has at most. */
function mostColumns(size: number, length: number): number {
  const rows = Math.max(1, size / Math.max(8, length / 2));
  return Math.max(0, Math.min(MOST_COLUMNS, Math.floor(MOST_NUMBERS / rows) - 2));
}

const isHeader = (bytes: Buffer, begin: number, end: number, first: Buffer): boolean =>
  bytes[begin] === first[0] && end - begin === first.length && first.compare(bytes, begin, end) === 0;

interface Store {
  /** Adds a row; false for one that was not fully written. */
  add(bytes: Buffer, begin: number, end: number, line: number, isWhole: boolean): boolean;
  close(notes: string[]): {
    iterations: Float64Array;
    values: Record<string, Float64Array>;
    kept: string[];
  };
}

const QUOTE = 0x22;

/** Collects the columns that are looked at, in arrays that double. */
function openStore(header: Header, path: string): Store {
  const { width, iteration, loss, others } = header;
  const delimiter = header.delimiter.charCodeAt(0);
  const slots = [...(iteration === undefined ? [] : [iteration]), loss.place, ...others.map(({ place }) => place)];
  const names = [...(iteration === undefined ? [] : ['iteration']), loss.name, ...others.map(({ name }) => name)];
  const needed = slots.length - others.length;
  const slotAt = new Int32Array(width).fill(-1);
  slots.forEach((place, slot) => {
    slotAt[place] = slot;
  });
  let columns = slots.map(() => new Float64Array(1024));
  const texts: (string | undefined)[] = slots.map(() => undefined);
  let count = 0;
  let blank = 0;

  const put = (slot: number, bytes: Buffer, from: number, to: number, line: number): boolean => {
    const value = cellNumber(bytes, from, to);
    if (typeof value === 'number') {
      columns[slot][count] = value;
      return true;
    }
    columns[slot][count] = Number.NaN;
    if (value === EMPTY && slot < needed) return false;
    if (value === TEXT) {
      const text = JSON.stringify(bytes.toString('utf8', from, Math.min(to, from + 40)).trim());
      if (slot < needed || others[slot - needed].asked)
        throw new InputError(`${path}: line ${line}: ${names[slot]}: ${text}, a number expected`);
      texts[slot] ??= `column ${names[slot]} is left out: line ${line} holds ${text}, not a number`;
    }
    return true;
  };

  const add = (bytes: Buffer, begin: number, end: number, line: number, isWhole: boolean): boolean => {
    if (count === columns[0].length) columns = grown(columns, path);
    let cell = 0;
    let from = begin;
    let full = true;
    for (let at = begin; at <= end; at++) {
      if (at < end && bytes[at] === QUOTE)
        return add(...unquoted(bytes, begin, end, header, path, line), line, isWhole);
      if (at < end && bytes[at] !== delimiter) continue;
      const slot = cell < width ? slotAt[cell] : -1;
      if (slot >= 0 && !put(slot, bytes, from, at, line)) full = false;
      cell++;
      from = at + 1;
    }
    if (cell !== width) {
      if (!isWhole) return false;
      throw new InputError(`${path}: line ${line}: ${cell} cells, ${width} expected`);
    }
    if (iteration !== undefined && full && !Number.isFinite(columns[0][count]))
      throw new InputError(`${path}: line ${line}: iteration: a finite number expected`);
    if (full) count++;
    else blank++;
    return true;
  };

  return {
    add,
    close(notes) {
      if (blank > 0) notes.push(`${blank} rows without ${loss.name} were left out`);
      notes.push(...texts.filter((text) => text !== undefined));
      const arrays = columns.map((column) => column.subarray(0, count));
      const kept = others.map(({ name }) => name).filter((_, i) => texts[needed + i] === undefined);
      const values = Object.fromEntries(
        [loss.name, ...kept].map((name) => [name, arrays[names.indexOf(name, needed - 1)]]),
      );
      const iterations = iteration === undefined ? Float64Array.from({ length: count }, (_, i) => i + 1) : arrays[0];
      return { iterations, values, kept };
    },
  };
}

function grown(columns: Float64Array<ArrayBuffer>[], path: string): Float64Array<ArrayBuffer>[] {
  const size = 2 * columns[0].length;
  if (size > MOST_ROWS)
    throw new InputError(`${path}: more than ${MOST_ROWS / 2} rows; expected fewer, such as every tenth`);
  return columns.map((column) => {
    const larger = new Float64Array(size);
    larger.set(column);
    return larger;
  });
}

/** A line with quotes as one without: cells of numbers lose nothing. */
function unquoted(
  bytes: Buffer,
  begin: number,
  end: number,
  { delimiter }: Header,
  path: string,
  line: number,
): [Buffer, number, number] {
  try {
    const [cells = []] = parse(bytes.subarray(begin, end), { delimiter, relax_column_count: true }) as string[][];
    const safe = Buffer.from(cells.map((cell) => cell.replaceAll(delimiter, ' ').replaceAll('"', "'")).join(delimiter));
    return [safe, 0, safe.length];
  } catch {
    throw new InputError(`${path}: line ${line}: not valid CSV`);
  }
}
