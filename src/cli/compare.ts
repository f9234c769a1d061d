import { Command } from 'commander';
import { InputError } from '../errors.js';
import { type AnyComparison, compare, describeComparison, type ImportState, readContent } from '../parity/index.js';
import { openWriter } from '../trace/index.js';
import { EXIT } from './exit.js';
import { printJson } from './json.js';
import { whole } from './options.js';
import { showCount } from './progress.js';
import { subjectReport } from './report.js';
import { SUBJECTS } from './subjects.js';
import { growthFor, rulesOf, size, type ToleranceFlags, withTolerances } from './tolerances.js';

interface CompareFlags extends ToleranceFlags {
  readonly despite?: string[];
  readonly key?: string;
  readonly threshold?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `plumbline compare A B`: the first difference of two runs, states, files of tensors, CSV files or images. */
export function compareCommand(): Command {
  return withTolerances(new Command('compare'))
    .summary('first difference of two runs, states, tensors, CSV files or images')
    .description(
      'Compares B with the reference A: run folders, RUN@ITERATION, or files in .safetensors, .npy, .csv, .png or .json. ' +
        'Nothing may differ unless told. Exit code 1: they differ.',
    )
    .argument('<a>', 'the reference')
    .argument('<b>', 'the candidate')
    .option('--despite <settings>', 'settings of runs that may differ, comma-separated, or all', (text) =>
      text.split(','),
    )
    .option('--until <iteration>', 'leave out what comes after this iteration', whole(0))
    .option('--key <column>', 'increasing column that pairs the rows of CSV files (default: iteration, or their order)')
    .option('--threshold <x>', 'color difference up to which pixelmatch takes two pixels for the same', size(1))
    .option('--out <png>', 'write A, B and what differs side by side, for images')
    .option('--json', 'print one JSON document')
    .action(async (a: string, b: string, flags: CompareFlags) => {
      const [reference, candidate] = [readContent(a, imported), readContent(b, imported)];
      const isGrown = flags.horizon || flags.twin !== undefined;
      if (isGrown && reference.kind !== 'run') throw new InputError(`--horizon and --twin: expected two runs`);
      const growth = reference.kind === 'run' ? await growthFor(reference.run, flags) : undefined;
      const { show, clear } = showCount('compare');
      const { despite, until, key, threshold } = flags;
      const options = { rules: rulesOf(flags), growth, despite, until, key, threshold, onProgress: show };
      conclude(await compare(reference, candidate, options).finally(clear), flags);
      const report = flags.json ? '' : subjectReport([a, b]);
      if (report !== '') process.stdout.write(`\n${report}`);
    });
}

// the only format of another program that is known is the Gaussian reference's
const imported: ImportState = (bytes, file) => {
  const [subject] = SUBJECTS.filter((each) => each.importCheckpoint !== undefined);
  const found = subject?.importCheckpoint?.(bytes, file);
  if (found === undefined) throw new InputError(`${file}: expected another file`);
  return { subject: subject.name, state: found.state };
};

function conclude(comparison: AnyComparison, { out, json }: CompareFlags): void {
  if (out !== undefined) {
    if (comparison.kind !== 'image' || comparison.image.panes === undefined)
      throw new InputError(`--out ${out}: expected two images of one size`);
    const writer = openWriter();
    writer.write([{ kind: 'replace', path: out, bytes: comparison.image.panes }]);
    writer.drain();
  }
  if (json) printJson(withoutPixels(comparison));
  else process.stdout.write(`${describeComparison(comparison)}\n`);
  if (comparison.verdict === 'differs') process.exitCode = EXIT.difference;
}

function withoutPixels(comparison: AnyComparison): unknown {
  if (comparison.kind !== 'image') return comparison;
  const { panes: _, ...image } = comparison.image;
  return { ...comparison, image };
}
