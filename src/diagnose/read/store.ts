import { parse } from 'csv-parse/sync';
import { InputError } from '../../errors.js';
import { cellNumber, EMPTY, TEXT } from './cell.js';
import type { Header } from './header.js';

/** Collects rows. */
export interface Store {
  /** Adds a row; false for one that was not fully written. */
  add(bytes: Buffer, begin: number, end: number, line: number, isWhole: boolean): boolean;
  close(notes: string[]): {
    iterations: Float64Array;
    values: Record<string, Float64Array>;
    kept: string[];
  };
}

const QUOTE = 0x22;
/** Rows of which two columns fill what is held at once twice over: 1 GB. */
const MOST_ROWS = 2 ** 26;

/** Collects the columns that are looked at, in arrays that double. */
export function openStore(header: Header, path: string): Store {
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
