import { InputError } from '../errors.js';
import { readFile } from './files.js';
import { checkRows, openRun, type Run } from './folder.js';
import {
  CHECKPOINTS,
  checkFolders,
  FILE_LIMIT,
  iterationPath,
  iterationsIn,
  leftovers,
  manifestPath,
  STAGES,
  scalarsPath,
} from './layout.js';
import { lock } from './lock.js';
import { encodeManifest, type Manifest } from './manifest.js';
import { type Recorder, recorder } from './recorder.js';
import { formatHeader, rowsUpTo } from './scalars.js';
import { type Operation, openWriter, type Writer } from './writer.js';

/** What may differ when a run goes on. `config` holds the changed settings alone, and becomes a segment of the manifest. */
export type Changes = Partial<
  Pick<
    Manifest,
    'config' | 'engine' | 'engineAsked' | 'iterations' | 'checkpointEvery' | 'scalarsEvery' | 'versions' | 'host'
  >
>;

/**
 * Goes on with a run in its own folder from the checkpoint of `iteration`: what is newer is dropped, what is older stays as it
 * stands, byte for byte. Throws InputError when another process writes there, the checkpoint or its rows are not whole, or the
 * columns are others.
 */
export function resumeRun(
  folder: string,
  iteration: number,
  columns: readonly string[],
  changes: Changes = {},
  writer: Writer = openWriter(),
): Recorder {
  // before the lock, which would otherwise be left in a folder that is no run
  openRun(folder);
  const release = lock(folder);
  try {
    const run = openRun(folder);
    const rows = rowsToKeep(run, iteration, columns);
    run.state(iteration);
    checkFolders(folder);
    const manifest = changed(run.manifest, iteration, changes);
    for (const step of steps(run, iteration, rows, manifest)) {
      writer.write(step);
      // the order must also be that of the disk after a power cut
      writer.drain();
    }
    return recorder(manifest, { folder, columns, from: iteration, writer, release });
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * The steps by which a run goes back to `iteration`. After any number of them, {@link Run.newestWhole} gives a state of the old
 * run with the old settings, or `iteration` itself:
 * 1. The run no longer counts as finished.
 * 2. Newer checkpoints go, newest first. They go before the new rows come: with those, they would look whole, and be states of
 *    a run with other settings. They go before the old rows, too, so that no checkpoint ever lacks its rows.
 * 3. The rows after `iteration` go.
 * 4. The changed settings come last, when no state is left that was made after `iteration` without them.
 */
function steps(
  { folder, manifest: old }: Run,
  iteration: number,
  rows: Uint8Array | undefined,
  manifest: Manifest,
): Operation[][] {
  const { reason: _reason, last: _last, ...unfinished } = old;
  const write = (content: Manifest): Operation => ({
    kind: 'replace',
    path: manifestPath(folder),
    bytes: encodeManifest(content),
  });
  const newer = [CHECKPOINTS, STAGES].flatMap((kind) =>
    iterationsIn(folder, kind)
      .filter((each) => each > iteration)
      .reverse()
      .map((each) => iterationPath(folder, kind, each)),
  );
  const removals = [...newer, ...leftovers(folder)].map((path): Operation => ({ kind: 'remove', path }));
  const rewriting: Operation[] =
    rows === undefined ? [] : [{ kind: 'replace', path: scalarsPath(folder), bytes: rows }];
  return [[write({ ...unfinished, status: 'running' })], removals, rewriting, [write(manifest)]];
}

/** The new content of scalars.csv, or undefined where it can stay. */
function rowsToKeep(run: Run, iteration: number, columns: readonly string[]): Uint8Array | undefined {
  const path = scalarsPath(run.folder);
  const table = run.scalars();
  checkRows(run.folder, run.manifest, table, iteration);
  const header = formatHeader(columns);
  if (table.columns.length === 0 && table.iterations.length === 0) return new TextEncoder().encode(header);
  if (table.columns.join() !== columns.join()) {
    throw new InputError(`${path}: line 1: columns ${table.columns.join()}; ${columns.join()} expected`);
  }
  const bytes = readFile(path, FILE_LIMIT);
  const kept = rowsUpTo(bytes, table, iteration);
  return kept.length === bytes.length ? undefined : kept;
}

function changed({ reason: _reason, last: _last, ...old }: Manifest, iteration: number, changes: Changes): Manifest {
  const { config = {}, ...others } = changes;
  const before = old.segments.filter((segment) => segment.from <= iteration);
  const isChanged = Object.keys(config).length > 0 || (others.scalarsEvery ?? old.scalarsEvery) !== old.scalarsEvery;
  return {
    ...old,
    ...others,
    segments: isChanged ? [...before, { from: iteration, config }] : before,
    status: 'running',
  };
}
