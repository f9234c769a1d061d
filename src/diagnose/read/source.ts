import { statSync } from 'node:fs';
import { InputError } from '../../errors.js';
import { reasonOf } from '../../trace/files.js';
import { openRun } from '../../trace/index.js';
import { scalarsPath } from '../../trace/layout.js';
import { type Log, type ReadOptions, readCsv } from './csv.js';

/**
 * Reads a CSV file, or the rows of a run folder, whoever wrote it. Throws InputError, naming the file, for what cannot be used.
 */
export function readLog(path: string, choice: ReadOptions = {}): Log {
  if (!isFolder(path)) return readCsv(path, choice);
  const { manifest } = openRun(path);
  const log = readCsv(scalarsPath(path), { ...choice, dropsOpenLine: true });
  const notes = manifest.status === 'running' ? ['run.json says that the run has not ended'] : [];
  return { ...log, notes: [...notes, ...log.notes] };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  }
}
