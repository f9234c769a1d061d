import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ilt } from '../../src/ilt/index.js';
import { decodeNpy, type NpyData } from '../../src/ilt/npy.js';
import { readRegularFile } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { openCursor, type Scalars, type State } from '../../src/solver.js';
import type { Occasion, Prepared } from '../../src/subject.js';
import type { Tensor } from '../../src/tensor.js';

const folder = new URL('../../golden/ilt/', import.meta.url);

/** The path of a golden file. */
export const goldenPath = (name: string): string => fileURLToPath(new URL(name, folder));

export const goldenArray = (name: string): Tensor<NpyData> => decodeNpy(readFileSync(new URL(name, folder)), name);

/** A trace of the original flare-aware program. */
export interface AwareTrace {
  readonly l2: number;
  readonly pvb: number;
  readonly binary_error: number;
  readonly history: Readonly<Record<string, readonly number[]>>;
}

export function awareTrace(name: string): AwareTrace {
  const trace = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as AwareTrace;
  if (!(trace.history?.loss.length > 0)) throw new Error(`${name}: holds no iteration`);
  return trace;
}

/** Inputs straight from the disk. */
const inputs = { read: (_: string, path: string) => readRegularFile(path) };

/** A lithography program ready to run. */
export const prepareIlt = (settings: Settings, occasion: Partial<Occasion> = {}): Promise<Prepared> =>
  ilt.prepare(settings, { engine: undefined, iterations: 1000, start: 0, inputs, ...occasion });

/** Steps `count` times, and gives the rows and the last state. */
export function runFor({ solver }: Prepared, count: number, start: State = solver.init()) {
  const cursor = openCursor(solver, start);
  try {
    const rows = Array.from({ length: count }, () => cursor.advance(true) as Scalars);
    return { rows, state: cursor.state() };
  } finally {
    cursor.close();
  }
}

/** What metrics.json of a run would hold. */
export const metricsAt = (prepared: Prepared, state: State) =>
  JSON.parse(new TextDecoder().decode(prepared.results?.(state)['metrics.json']));
