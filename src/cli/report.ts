import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../run/index.js';
import type { Settings } from '../settings.js';
import type { RecordedRun } from '../subject.js';
import { configAt, openRun } from '../trace/index.js';
import { SUBJECTS } from './subjects.js';

const MANIFEST = 'run.json';
const METRICS = 'metrics.json';

/**
 * What the subject of run folders tells of them, to be printed after a diagnosis or a comparison; nothing where it tells nothing,
 * or where a path is no run folder.
 */
export function subjectReport(folders: readonly string[]): string {
  if (!folders.every((folder) => existsSync(join(folder, MANIFEST)))) return '';
  const names = new Set(folders.map((folder) => openRun(folder).manifest.subject));
  const subject = SUBJECTS.find(({ name }) => names.has(name));
  const lines = names.size === 1 ? (subject?.report?.(folders.map(recorded)) ?? []) : [];
  return lines.map((line) => `${line}\n`).join('');
}

function recorded(folder: string): RecordedRun {
  const run = openRun(folder);
  const { iterations, values } = run.scalars();
  const settings = configAt(run.manifest, iterations.at(-1) ?? run.manifest.start) as Settings;
  return { folder, settings, iterations, columns: values, metrics: metricsOf(folder) };
}

/** A run is told of without metrics where they are damaged: they are what it came to, not what it is. */
function metricsOf(folder: string): unknown {
  const file = join(folder, METRICS);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(readRegularFile(file)));
  } catch {
    return undefined;
  }
}
