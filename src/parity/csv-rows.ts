import { createReadStream, statSync } from 'node:fs';
import { pipeline, Transform } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { InputError } from '../errors.js';

/** A CSV file read row by row, in memory that does not grow with it. */
export interface CsvRows {
  readonly file: string;
  /** Without the spaces around them. */
  readonly columns: readonly string[];
  /** The cells of the next row, as many as there are columns; undefined after the last. */
  next(): Promise<readonly string[] | undefined>;
  close(): void;
}

export interface CsvOptions {
  /** Whether what follows the last newline is a row that was not fully written, as in scalars.csv, and is left out. */
  readonly endsWithNewline?: boolean;
}

const LONGEST_ROW = 16 * 1024 * 1024;

/**
 * Opens a CSV file (RFC 4180, with a header). Throws InputError, from here or from `next`, for a file that cannot be read, no
 * header, a column given twice, quotes that do not end, and a row of another length.
 */
export async function openCsv(file: string, { endsWithNewline = false }: CsvOptions = {}): Promise<CsvRows> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new InputError(`${file}: expected a file`);
  const source = createReadStream(file);
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: LONGEST_ROW, skip_empty_lines: true });
  // unlike `pipe`, this ends all of them when one of them fails; the failure comes out of the parser
  const streams = endsWithNewline ? [source, upToLastNewline(), parser] : [source, parser];
  pipeline(streams, () => {});
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<string[]>;
  let line = 0;
  const record = async (): Promise<string[] | undefined> => {
    try {
      const { value, done } = await records.next();
      line++;
      return done ? undefined : value;
    } catch (error) {
      if (error instanceof CsvError) throw new InputError(`${file}: not valid CSV after row ${line} (${error.code})`);
      const { code, message } = error as NodeJS.ErrnoException;
      throw new InputError(`${file}: cannot be read (${code ?? message})`);
    }
  };
  const columns = (await record())?.map((column) => column.trim());
  if (columns === undefined) throw new InputError(`${file}: expected a header line`);
  const twice = columns.find((column, place) => columns.indexOf(column) < place);
  if (twice !== undefined) throw new InputError(`${file}: line 1: column "${twice}" is given twice`);
  return {
    file,
    columns,
    async next() {
      const row = await record();
      if (row !== undefined && row.length !== columns.length) {
        throw new InputError(`${file}: row ${line - 1}: ${columns.length} cells expected, ${row.length} found`);
      }
      return row;
    },
    close() {
      source.destroy();
      parser.destroy();
    },
  };
}

function upToLastNewline(): Transform {
  let held = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const end = chunk.lastIndexOf(0x0a) + 1;
      if (end > 0) this.push(Buffer.concat([held, chunk.subarray(0, end)]));
      held = end > 0 ? Buffer.from(chunk.subarray(end)) : Buffer.concat([held, chunk]);
      done(held.length > LONGEST_ROW ? new RangeError('CSV_MAX_RECORD_SIZE') : null);
    },
  });
}
