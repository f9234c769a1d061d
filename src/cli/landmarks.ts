import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { InputError } from '../errors.js';
import type { Figure, TableFigure } from '../figure.js';
import {
  compareLandmarks,
  cumulativeFigure,
  describeLandmarks,
  FACE_HEADER,
  type FaceResult,
  faceRow,
  type LandmarkComparison,
  landmarkTable,
  offsetFigure,
  regionTable,
  rounded,
} from '../landmarks/index.js';
import { openWriter } from '../trace/index.js';
import { EXIT } from './exit.js';
import { jsonOf, printJson } from './json.js';
import { whole } from './options.js';
import { drawn } from './pictures.js';
import { clock, statusLine } from './progress.js';

interface LandmarkFlags {
  readonly reference: string;
  readonly candidate: string;
  readonly absolute?: number;
  readonly nme?: number;
  readonly threshold: number;
  readonly worst: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `plumbline landmarks`: compares the landmarks in two CSV files of OpenFace. */
export function landmarksCommand(): Command {
  return new Command('landmarks')
    .summary('compare the landmarks in two CSV files of OpenFace')
    .description(
      'Compares landmarks face by face, matched by frame and face, and gives errors by region, landmark and face, as they are ' +
        'and with the best similarity of each face removed. Nothing may differ unless told. Exit code 1: they differ, or ' +
        'one side has faces that the other lacks.',
    )
    .requiredOption('--reference <csv>', 'what is right')
    .requiredOption('--candidate <csv>', 'what is held against it')
    .option('--absolute <px>', 'how far a landmark may lie from the reference', fromZero)
    .option('--nme <share>', 'how large the mean normalised error may be, such as 0.01', fromZero)
    .option('--threshold <share>', 'the normalised error over which a face has failed, for AUC too', share, 0.08)
    .option('--worst <n>', 'how many of the worst faces are named', whole(0, 1000), 10)
    .option('--out <dir>', 'write all tables and the cumulative error curve there')
    .option('--json', 'print one JSON document')
    .action(async ({ reference, candidate, out, json, ...options }: LandmarkFlags) => {
      const table = out === undefined ? undefined : openTable(out);
      const { show, clear } = statusLine();
      const began = performance.now();
      const onProgress = (done: number) => {
        const eta = ((performance.now() - began) / 1000) * (1 / done - 1);
        show(`landmarks: ${Math.floor(100 * done)} %, ${clock(eta)} left`);
      };
      try {
        const comparison = compareLandmarks(reference, candidate, { ...options, onFace: table?.add, onProgress });
        clear();
        const files = (await table?.finish(comparison)) ?? [];
        const document = { reference, candidate, ...comparison, ...(out !== undefined && { out, files }) };
        if (json) printJson(document);
        else {
          process.stdout.write(`${describeLandmarks(comparison)}\n`);
          if (out !== undefined) process.stdout.write(`\n${relative('', out) || out}: ${files.join(', ')}\n`);
        }
        if (comparison.verdict === 'differs') process.exitCode = EXIT.difference;
      } finally {
        clear();
      }
    });
}

/** Bytes of a table that are written at once. */
const BATCH = 1024 * 1024;

/** A folder that takes a row a face at once, and all else at the end. Throws InputError when it holds files. */
function openTable(folder: string) {
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    throw new InputError(`--out ${folder}: already there; expected a new folder`);
  const writer = openWriter();
  const encoder = new TextEncoder();
  let rows = FACE_HEADER;
  let isMade = false;
  const flush = () => {
    // not before there is something to keep: bad input leaves nothing behind
    if (!isMade) makeFolder(folder);
    isMade = true;
    writer.write([{ kind: 'append', path: join(folder, 'faces.csv'), bytes: encoder.encode(rows) }]);
    rows = '';
  };
  return {
    add(face: FaceResult) {
      rows += faceRow(face);
      if (rows.length > BATCH) flush();
    },
    async finish(comparison: LandmarkComparison): Promise<string[]> {
      const tables = { landmarks: landmarkTable(comparison), regions: regionTable(comparison) };
      const figures: Record<string, Figure> = {
        'cumulative-error': cumulativeFigure(comparison),
        'mean-offsets': offsetFigure(comparison),
        landmarks: rounded(tables.landmarks),
        regions: rounded(tables.regions),
      };
      const pictures = await Promise.all(Object.entries(figures).map(([name, figure]) => drawn(name, figure)));
      const files: [string, Uint8Array][] = [
        ...Object.entries(tables).map(
          ([name, table]) => [`${name}.csv`, encoder.encode(csvOf(table))] as [string, Uint8Array],
        ),
        ...pictures.flat(),
        ['comparison.json', encoder.encode(jsonOf(comparison))],
      ];
      flush();
      writer.write(files.map(([name, bytes]) => ({ kind: 'replace', path: join(folder, name), bytes })));
      writer.drain();
      return ['faces.csv', ...files.map(([name]) => name)];
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`--out ${folder}: cannot be made (${(error as NodeJS.ErrnoException).code})`);
  }
}

const csvOf = ({ head, columns, rows }: TableFigure): string =>
  [[head, ...columns.map(({ label }) => label)], ...rows.map(({ name, values }) => [name, ...values])]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');

function share(text: string): number {
  const value = fromZero(text);
  if (value === 0) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

function fromZero(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !(value >= 0))
    throw new InvalidArgumentError('expected a number from 0');
  return value;
}
