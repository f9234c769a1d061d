import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { gaussian } from '../../src/gaussian/index.js';
import { readRegularFile } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { openCursor, type Scalars, type State } from '../../src/solver.js';
import type { Occasion, Prepared } from '../../src/subject.js';

const folder = new URL('../../golden/gaussian/', import.meta.url);

/** Inputs straight from the disk. */
const inputs = { read: (_: string, path: string) => readRegularFile(path) };

/** A Gaussian fit ready to run: the reference program, but for the settings given. */
export const prepareGaussian = (settings: Settings = {}, occasion: Partial<Occasion> = {}): Promise<Prepared> =>
  gaussian.prepare(settings, { engine: undefined, iterations: 10_000, start: 0, inputs, ...occasion });

export type Row = Readonly<Record<string, number>>;

/** The rows of a golden CSV, cells as numbers. */
export function goldenRows(name: string): Row[] {
  const rows = parse(readFileSync(new URL(name, folder)), {
    columns: true,
    cast: (cell, { header }) => (header ? cell : Number(cell)),
  }) as Row[];
  if (rows.length === 0) throw new Error(`${name}: holds no row`);
  return rows;
}

/** A golden checkpoint as a state. */
export function goldenState(iteration: number): State {
  const file = `checkpoints/checkpoint_${String(iteration).padStart(6, '0')}.json`;
  const imported = gaussian.importCheckpoint?.(readFileSync(new URL(file, folder)), file);
  if (imported === undefined) throw new Error('the subject reads no checkpoints');
  return imported.state;
}

/** The iterations at which the reference program prints its loss: powers of two and multiples of 100. */
export const isLogged = (iteration: number): boolean => iteration % 100 === 0 || (iteration & (iteration - 1)) === 0;

/** Steps on from a state, and gives the rows of the iterations that are wanted. */
export function rowsOf(
  { solver }: Prepared,
  start: State,
  until: number,
  wanted: (iteration: number) => boolean = () => true,
): Map<number, Scalars> {
  const cursor = openCursor(solver, start);
  const rows = new Map<number, Scalars>();
  try {
    for (let iteration = start.iteration + 1; iteration <= until; iteration++) {
      const scalars = cursor.advance(wanted(iteration));
      if (scalars !== undefined) rows.set(iteration, scalars);
    }
  } finally {
    cursor.close();
  }
  return rows;
}
