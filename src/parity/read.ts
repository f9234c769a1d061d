import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.js';
import type { Image } from '../image/image.js';
import { decodePng } from '../image/png.js';
import { readRegularFile } from '../run/index.js';
import type { State, Values } from '../solver.js';
import { decode, decodeStages, decodeState, openRun, type Run } from '../trace/index.js';
import { decodeNpy } from './npy.js';
import type { Stages } from './values.js';

/** What a path that is to be compared turns out to be. */
export type Content =
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'state'; readonly subject: string; readonly state: State }
  | { readonly kind: 'stages'; readonly iteration: number; readonly stages: Stages }
  | { readonly kind: 'tensors'; readonly values: Values }
  | { readonly kind: 'csv'; readonly file: string; readonly hasLandmarks: boolean }
  | { readonly kind: 'image'; readonly image: Image };

/** Reads a state in another program's JSON. Throws InputError. */
export type ImportState = (bytes: Uint8Array, file: string) => { readonly subject: string; readonly state: State };

/**
 * What stands at a path: RUN, RUN@ITERATION, or a file by its ending (.safetensors, .npy, .csv, .png, and .json where
 * `importState` is given). CSV files are not read yet, for they may be of any length. Throws InputError.
 */
export function readContent(path: string, importState?: ImportState): Content {
  const [, folder, iteration] = /^(.+)@(\d+)$/s.exec(path) ?? [];
  if (folder !== undefined && !existsSync(path)) {
    const run = openRun(folder);
    return { kind: 'state', subject: run.manifest.subject, state: run.state(Number(iteration)) };
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    if (existsSync(join(path, 'run.json'))) return { kind: 'run', run: openRun(path) };
    throw new InputError(`${path}: expected a run folder, which has a run.json`);
  }
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (ending === 'csv') return { kind: 'csv', file: path, hasLandmarks: /(^|,) *x_0 *,/.test(firstLine(path)) };
  const bytes = readRegularFile(path);
  switch (ending) {
    case 'safetensors':
      return readSafetensors(bytes, path);
    case 'npy':
      return { kind: 'tensors', values: { array: decodeNpy(bytes, path) } };
    case 'png':
      return { kind: 'image', image: decodePng(bytes, path) };
    case 'json':
      if (importState) return { kind: 'state', ...importState(bytes, path) };
  }
  const endings = `.safetensors, .npy, .csv${importState ? ', .png or .json' : ' or .png'}`;
  throw new InputError(`${path}: expected a run, RUN@ITERATION, or a file that ends in ${endings}`);
}

/** The first line of a file, as far as a header may reach. Throws InputError. */
function firstLine(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new InputError(`${path}: expected a file`);
  const bytes = Buffer.alloc(LONGEST_HEADER);
  const file = openSync(path, 'r');
  try {
    return bytes.toString('latin1', 0, readSync(file, bytes)).split('\n')[0];
  } finally {
    closeSync(file);
  }
}

const LONGEST_HEADER = 65_536;

function readSafetensors(bytes: Uint8Array, file: string): Content {
  const { metadata, tensors } = decode(bytes, file);
  switch (metadata.format) {
    case 'plumbline-state':
      return { kind: 'state', ...decodeState(bytes, file) };
    case 'plumbline-stages':
      return { kind: 'stages', ...decodeStages(bytes, file) };
    default:
      return { kind: 'tensors', values: tensors };
  }
}
