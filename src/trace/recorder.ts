import { join } from 'node:path';
import type { Scalars, State, Values } from '../solver.js';
import { encodeStages, encodeState } from './checkpoint.js';
import { quote } from './json.js';
import { CHECKPOINTS, isOwn, iterationPath, manifestPath, STAGES, scalarsPath } from './layout.js';
import { encodeManifest, type Manifest, type Status } from './manifest.js';
import { formatRow } from './scalars.js';
import type { Operation, Writer } from './writer.js';

/** Writes a run into its folder. Every method throws Error, naming the file, when something could not be written. */
export interface Recorder {
  readonly manifest: Manifest;
  /** Adds a row. Throws RangeError unless iterations increase. */
  row(iteration: number, scalars: Scalars): void;
  checkpoint(state: State): void;
  /** The outputs of the stages of the step that led to `iteration`, before the checkpoint of that iteration. */
  stages(iteration: number, stages: Readonly<Record<string, Values>>): void;
  /** Files for people beside the run, by name; each takes the place of one that was there. Throws TypeError for a name of the run's own. */
  results(files: Readonly<Record<string, Uint8Array>>): void;
  /** Waits until everything so far is durable. */
  flush(): void;
  /** Waits until everything is durable, run.json with the outcome included, and lets go of the folder. Later calls do nothing. */
  close(status: Status, reason?: string): void;
}

// well below the second that a power cut may cost, so that little is left to wait for at the end
const LONGEST_WAIT_MS = 250;
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
const RESULT = /^[\w-][\w.-]*$/;

/** Where a recorder writes: the folder, the columns of its rows, the iteration that it goes on from, and what unlocks it. */
export interface Place {
  readonly folder: string;
  readonly columns: readonly string[];
  readonly from: number;
  readonly writer: Writer;
  readonly release: () => void;
}

/**
 * A recorder that gathers what it is given and hands it over four times a second. The rows and stages of a batch go first, so
 * that a checkpoint on the disk always has them there too: what is done before it is not done again after a kill.
 */
export function recorder(manifest: Manifest, { folder, columns, from, writer, release }: Place): Recorder {
  let rows = '';
  let stageFiles: Operation[] = [];
  let checkpoints: Operation[] = [];
  let waiting = 0;
  let handedOverAt = performance.now();
  let newestRow = from;
  let last = from;
  let stagesMade = false;
  let closed = false;

  const handOver = (...more: Operation[]) => {
    const append: Operation[] =
      rows === '' ? [] : [{ kind: 'append', path: scalarsPath(folder), bytes: new TextEncoder().encode(rows) }];
    const operations = [...append, ...stageFiles, ...checkpoints, ...more];
    rows = '';
    stageFiles = [];
    checkpoints = [];
    waiting = 0;
    handedOverAt = performance.now();
    writer.write(operations);
  };
  const added = (iteration: number, bytes: number) => {
    last = Math.max(last, iteration);
    waiting += bytes;
    if (waiting > MOST_WAITING_BYTES || performance.now() - handedOverAt >= LONGEST_WAIT_MS) handOver();
  };
  const replacement = (kind: string, iteration: number, bytes: Uint8Array): Operation => ({
    kind: 'replace',
    path: iterationPath(folder, kind, iteration),
    bytes,
  });

  return {
    manifest,
    row(iteration, scalars) {
      if (iteration <= newestRow) throw new RangeError(`a row of iteration ${iteration} after that of ${newestRow}`);
      const row = formatRow(columns, iteration, scalars);
      rows += row;
      newestRow = iteration;
      added(iteration, row.length);
    },
    checkpoint(state) {
      const bytes = encodeState(manifest.subject, state);
      checkpoints.push(replacement(CHECKPOINTS, state.iteration, bytes));
      added(state.iteration, bytes.length);
    },
    stages(iteration, stages) {
      const bytes = encodeStages(manifest.subject, iteration, stages);
      if (!stagesMade) stageFiles.push({ kind: 'folder', path: join(folder, STAGES) });
      stagesMade = true;
      stageFiles.push(replacement(STAGES, iteration, bytes));
      added(iteration, bytes.length);
    },
    results(files) {
      handOver(
        ...Object.entries(files).map(([name, bytes]): Operation => {
          if (!RESULT.test(name) || isOwn(name)) throw new TypeError(`a result cannot be called ${quote(name)}`);
          return { kind: 'replace', path: join(folder, name), bytes };
        }),
      );
    },
    flush() {
      handOver();
      writer.drain();
    },
    close(status, reason) {
      if (closed) return;
      closed = true;
      try {
        const outcome = { ...manifest, status, ...(reason === undefined ? {} : { reason }), last };
        handOver({ kind: 'replace', path: manifestPath(folder), bytes: encodeManifest(outcome) });
        writer.drain();
      } finally {
        release();
      }
    },
  };
}
