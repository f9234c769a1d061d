import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { InputError } from '../errors.js';
import type { State, Values } from '../solver.js';
import { decodeStages, decodeState } from './checkpoint.js';
import { readFile } from './files.js';
import {
  CHECKPOINTS,
  FILE_LIMIT,
  iterationPath,
  iterationsIn,
  manifestPath,
  pathInside,
  STAGES,
  scalarsPath,
} from './layout.js';
import { MANIFEST_LIMIT, type Manifest, parseManifest } from './manifest.js';
import { parseScalars, type ScalarTable } from './scalars.js';

/** A checkpoint that {@link Run.newestWhole} passed over, and why. */
export interface Damaged {
  readonly file: string;
  readonly reason: string;
}

/** A run folder to read from. Every method reads the disk anew and throws InputError, naming the file, for what it cannot use. */
export interface Run {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The rows; none where there is no scalars.csv. */
  scalars(): ScalarTable;
  /** The iterations that have a checkpoint, increasing. */
  checkpoints(): number[];
  state(iteration: number): State;
  /** The iterations that have a file of stages, increasing. */
  stageFiles(): number[];
  stages(iteration: number): Record<string, Values>;
  /** The bytes of an input by its name in the manifest, checked against the size and SHA-256 that stand there. */
  input(name: string): Uint8Array;
  /**
   * The newest state that reads whole and whose rows are all there, which is where a killed run goes on; undefined when there is
   * none. Newer checkpoints are named in `damaged`, newest first, and left alone.
   */
  newestWhole(): { state: State | undefined; damaged: Damaged[] };
}

/** Opens a run folder for reading, which needs no lock. Throws InputError when run.json is absent or wrong. */
export function openRun(folder: string): Run {
  const file = manifestPath(folder);
  const manifest = parseManifest(readFile(file, MANIFEST_LIMIT), file);
  const scalars = () => {
    const path = scalarsPath(folder);
    const absent = lstatSync(path, { throwIfNoEntry: false }) === undefined;
    return absent
      ? { columns: [], iterations: new Float64Array(0), values: {} }
      : parseScalars(readFile(path, FILE_LIMIT), path);
  };
  const state = (iteration: number) => {
    const path = iterationPath(folder, CHECKPOINTS, iteration);
    const { state } = decodeState(readFile(path, FILE_LIMIT), path, manifest.subject);
    checkIteration(path, iteration, state.iteration);
    return state;
  };
  return {
    folder,
    manifest,
    scalars,
    checkpoints: () => iterationsIn(folder, CHECKPOINTS),
    state,
    stageFiles: () => iterationsIn(folder, STAGES),
    stages(iteration) {
      const path = iterationPath(folder, STAGES, iteration);
      const content = decodeStages(readFile(path, FILE_LIMIT), path, manifest.subject);
      checkIteration(path, iteration, content.iteration);
      return content.stages;
    },
    input: (name) => readInput(folder, manifest, name),
    newestWhole() {
      const damaged: Damaged[] = [];
      const table = scalars();
      for (const iteration of iterationsIn(folder, CHECKPOINTS).reverse()) {
        try {
          checkRows(folder, manifest, table, iteration);
          return { state: state(iteration), damaged };
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          damaged.push({ file: iterationPath(folder, CHECKPOINTS, iteration), reason: error.message });
        }
      }
      return { state: undefined, damaged };
    },
  };
}

/**
 * Throws InputError unless the rows reach `iteration`. Rows are written in order and lost only from the end, so the last one
 * that is due stands for all.
 */
export function checkRows(folder: string, manifest: Manifest, table: ScalarTable, iteration: number): void {
  const every = manifest.scalarsEvery;
  if (every === 0) return;
  const due = iteration - (iteration % every);
  // what stood before a run went on was checked by then, against the settings of its time
  const begin = Math.max(
    manifest.start,
    ...manifest.segments.map(({ from }) => from).filter((from) => from <= iteration),
  );
  if (due > begin && !table.iterations.includes(due)) {
    throw new InputError(
      `${scalarsPath(folder)}: the row of iteration ${due} is missing, checkpoint ${iteration} needs it`,
    );
  }
}

function checkIteration(path: string, expected: number, found: number): void {
  if (found !== expected)
    throw new InputError(`${path}: metadata iteration is "${found}", "${expected}" expected by its name`);
}

function readInput(folder: string, manifest: Manifest, name: string): Uint8Array {
  const input = Object.hasOwn(manifest.inputs, name) ? manifest.inputs[name] : undefined;
  if (input === undefined) throw new InputError(`${manifestPath(folder)}: inputs: "${name}" is absent`);
  const path = pathInside(folder, input.file);
  const bytes = readFile(path, Math.min(input.bytes, FILE_LIMIT));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== input.sha256)
    throw new InputError(`${path}: SHA-256 is ${sha256}, ${input.sha256} expected by run.json`);
  return bytes;
}
