import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import {
  type Diagnosis,
  diagnose,
  evidenceOf,
  figureOf,
  type Log,
  type ReadOptions,
  readLog,
  summaryOf,
} from '../diagnose/index.js';
import { InputError } from '../errors.js';
import { makeFolder, openWriter } from '../trace/index.js';
import { drawn } from './pictures.js';
import { subjectReport } from './report.js';

interface Flags extends Omit<ReadOptions, 'dropsOpenLine' | 'columns'> {
  readonly columns?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `plumbline diagnose FILE_OR_RUN...`: what the rows of a run say, and what they cannot say. */
export function diagnoseCommand(): Command {
  return new Command('diagnose')
    .summary('the verdict on a run, its evidence, and what its numbers cannot tell')
    .description(
      'Judges run folders and CSV files: whether the loss converged, is flat (and why), or diverged (and in which interval of ' +
        'iterations it began), which columns are cut off at a bound, and which say nothing.',
    )
    .argument('<path...>', 'run folders, or CSV files with a column that counts iterations')
    .option('--loss <column>', 'the column to judge by (default: loss, or what other programs call it)')
    .option('--iteration <column>', 'the column that counts iterations (default: iteration, step, epoch, frame ...)')
    .option('--by-row', 'number the rows instead')
    .option('--columns <names>', 'the other columns to look at, joined by commas (default: up to 64)')
    .option('--out <dir>', 'write diagnosis.json, .svg and .png there, in a folder each where there are several')
    .option('--json', 'print one JSON document a line')
    .action(async (paths: string[], { columns, out, json = false, ...choice }: Flags) => {
      const names = columns?.split(',').map((name) => name.trim());
      const places = out === undefined ? [] : placesFor(paths, out);
      for (const [i, path] of paths.entries()) {
        const log = readLog(path, { ...choice, columns: names });
        const found = judged(path, log);
        const document = { path, ...found, summary: summaryOf(found), notes: log.notes };
        if (out !== undefined) await write(places[i], document, log, found);
        process.stdout.write(json ? `${JSON.stringify(document)}\n` : inWords(document, paths.length > 1));
        if (!json) process.stdout.write(subjectReport([path]));
      }
    });
}

/** Names the file in what the rules complain of. */
function judged(path: string, { table, loss }: Log): Diagnosis {
  try {
    return diagnose(table, { loss });
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${path}: ${error.message}`) : error;
  }
}

interface Document extends Diagnosis {
  readonly path: string;
  readonly summary: string;
  readonly notes: readonly string[];
}

function inWords(document: Document, isOneOfSeveral: boolean): string {
  const rows = evidenceOf(document);
  const [fact, value] = [Math.max(...rows.map((row) => row.fact.length)), 26];
  const table = rows.map((row) => `  ${row.fact.padEnd(fact)}  ${row.value.padEnd(value)}  ${row.means}`.trimEnd());
  const notes = document.notes.map((note) => `  note: ${note}`);
  const head = isOneOfSeveral ? [`${document.path}: ${document.verdict}`] : [];
  return `${[...head, document.summary, '', ...table, ...notes, ''].join('\n')}\n`;
}

/** A folder for each path, by its name; numbered where two have the same. */
function placesFor(paths: readonly string[], out: string): string[] {
  if (paths.length === 1) return [out];
  const taken = new Map<string, number>();
  return paths.map((path) => {
    const name = basename(resolve(path)).replace(/\.[^.]+$/, '') || 'run';
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return join(out, count === 1 ? name : `${name}-${count}`);
  });
}

async function write(folder: string, document: Document, { table }: Log, found: Diagnosis): Promise<void> {
  const pictures = await drawn('diagnosis', figureOf(table, found, basename(resolve(document.path))));
  const json = new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
  makeFolder(folder);
  const writer = openWriter();
  writer.write(
    [['diagnosis.json', json] as const, ...pictures].map(([name, bytes]) => ({
      kind: 'replace' as const,
      path: join(folder, name),
      bytes,
    })),
  );
  writer.drain();
}
