import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../errors.js';
import type { State } from '../solver.js';
import { encodeState } from './checkpoint.js';
import { reasonOf, staysInside } from './files.js';
import { CHECKPOINTS, INPUTS, iterationPath, LOCK, manifestPath, namesIn, scalarsPath } from './layout.js';
import { lock } from './lock.js';
import { encodeManifest, type Manifest } from './manifest.js';
import { type Recorder, recorder } from './recorder.js';
import { formatHeader } from './scalars.js';
import { type Operation, openWriter, type Writer } from './writer.js';

export interface CreateOptions {
  /** The bytes of each of `manifest.inputs`, copied into the folder. */
  readonly inputs?: Readonly<Record<string, Uint8Array>>;
  /** The first state. Given here, it is there from the moment that the folder is a run, so that a kill leaves no run without one. */
  readonly state?: State;
  readonly writer?: Writer;
}

/** What run.json says of an input whose bytes are copied into the run under `name`. `source` is where they came from, for people. */
export const describeInput = (name: string, bytes: Uint8Array, source: string): Manifest['inputs'][string] => ({
  file: `${INPUTS}/${basename(name)}`,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
  source,
});

/**
 * Makes a run folder and returns its recorder; the folder is durable by then. Throws InputError when it holds files or cannot
 * be made, TypeError for columns or inputs that cannot be written.
 */
export function createRun(
  folder: string,
  manifest: Manifest,
  columns: readonly string[],
  { inputs = {}, state, writer = openWriter() }: CreateOptions = {},
): Recorder {
  const operations = [
    ...inputOperations(folder, manifest, inputs),
    { kind: 'folder', path: join(folder, CHECKPOINTS) },
    ...(state === undefined ? [] : [firstCheckpoint(folder, manifest, state)]),
    { kind: 'replace', path: scalarsPath(folder), bytes: new TextEncoder().encode(formatHeader(columns)) },
    // last, because a folder is a run from the moment that it has this file
    { kind: 'replace', path: manifestPath(folder), bytes: encodeManifest(manifest) },
  ] as const satisfies Operation[];
  makeFolder(folder);
  checkEmpty(folder);
  const release = lock(folder);
  try {
    // again, now that nobody else can write
    checkEmpty(folder);
    writer.write(operations);
    writer.drain();
    return recorder(manifest, { folder, columns, from: manifest.start, writer, release });
  } catch (error) {
    release();
    throw error;
  }
}

const firstCheckpoint = (folder: string, manifest: Manifest, state: State): Operation => ({
  kind: 'replace',
  path: iterationPath(folder, CHECKPOINTS, state.iteration),
  bytes: encodeState(manifest.subject, state),
});

/** Makes a folder and those that it lies in. Throws InputError where that cannot be. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`${folder}: ${reasonOf(error)}`);
  }
}

function checkEmpty(folder: string): void {
  // a lock alone is refused by the lock itself, if its process is alive
  if (namesIn(folder).some((name) => name !== LOCK))
    throw new InputError(`${folder}: already holds files; give another --out`);
}

function inputOperations(
  folder: string,
  manifest: Manifest,
  inputs: Readonly<Record<string, Uint8Array>>,
): Operation[] {
  const operations = Object.entries(inputs).map(([name, bytes]): Operation => {
    const file = Object.hasOwn(manifest.inputs, name) ? (manifest.inputs[name]?.file ?? '') : '';
    if (!staysInside(file) || file !== `${INPUTS}/${basename(file)}`)
      throw new TypeError(`input ${name}: a file in ${INPUTS} expected`);
    return { kind: 'replace', path: join(folder, file), bytes };
  });
  return operations.length === 0 ? [] : [{ kind: 'folder', path: join(folder, INPUTS) }, ...operations];
}
