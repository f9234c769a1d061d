import { Command, InvalidArgumentError } from 'commander';
import { InputError } from '../errors.js';
import {
  type AnyComparison,
  type Content,
  compare,
  describeComparison,
  type Growth,
  growthOf,
  type ImportState,
  parseRules,
  partingsOfRuns,
  partingsOfTwins,
  type Rule,
  readContent,
} from '../parity/index.js';
import { prepareAgain, readRegularFile } from '../run/index.js';
import { openRun, openWriter } from '../trace/index.js';
import { EXIT } from './exit.js';
import { printJson } from './json.js';
import { whole } from './options.js';
import { showCount } from './progress.js';
import { SUBJECTS, subjectNamed } from './subjects.js';

interface CompareFlags extends ToleranceFlags {
  readonly despite?: string[];
  readonly until?: number;
  readonly twin?: string;
  readonly horizon?: boolean;
  readonly key?: string;
  readonly threshold?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** The flags that say what may differ. */
export interface ToleranceFlags {
  readonly tolerance?: string;
  readonly absolute?: number;
  readonly relative?: number;
  readonly ulps?: number;
}

/** Adds the flags of {@link ToleranceFlags}. */
export const withTolerances = (command: Command): Command =>
  command
    .option('--tolerance <file>', 'JSON array of rules {"for", "absolute", "relative", "ulps", "band", "reason"}')
    .option('--absolute <x>', 'tolerated wherever no rule says otherwise', size())
    .option('--relative <x>', 'the same, as a share of the larger magnitude', size())
    .option('--ulps <n>', 'the same, in steps of the precision', size());

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
    .option('--horizon', 'allow what roundings explain, measured on twins of A that are run now')
    .option('--twin <run>', 'the same, measured on a recorded twin of A')
    .option('--key <column>', 'increasing column that pairs the rows of CSV files (default: iteration, or their order)')
    .option('--threshold <x>', 'color difference up to which pixelmatch takes two pixels for the same', size(1))
    .option('--out <png>', 'write A, B and what differs side by side, for images')
    .option('--json', 'print one JSON document')
    .action(async (a: string, b: string, flags: CompareFlags) => {
      const [reference, candidate] = [readContent(a, imported), readContent(b, imported)];
      const { show, clear } = showCount('compare');
      const comparison = await compare(reference, candidate, {
        rules: rulesOf(flags),
        growth: await growthFor(reference, flags),
        despite: flags.despite,
        until: flags.until,
        key: flags.key,
        threshold: flags.threshold,
        onProgress: show,
      }).finally(clear);
      conclude(comparison, flags);
    });
}

/** The rules of a file, and after them what holds everywhere else. Throws InputError. */
export function rulesOf({ tolerance, absolute, relative, ulps }: ToleranceFlags): Rule[] {
  const rules = tolerance === undefined ? [] : parseRules(readRegularFile(tolerance), tolerance);
  const isGiven = [absolute, relative, ulps].some((each) => each !== undefined);
  return isGiven ? [...rules, { for: '*', absolute, relative, ulps, reason: 'given on the command line' }] : rules;
}

async function growthFor(reference: Content, { twin, horizon, until }: CompareFlags): Promise<Growth | undefined> {
  if (twin === undefined && !horizon) return undefined;
  if (reference.kind !== 'run') throw new InputError(`--${twin === undefined ? 'horizon' : 'twin'}: expected two runs`);
  const { run } = reference;
  if (twin !== undefined) return growthOf(partingsOfRuns(run, openRun(twin)));
  const subject = subjectNamed(run.manifest.subject, `${run.folder}/run.json: subject`);
  return growthOf(partingsOfTwins(run, (await prepareAgain(subject, run)).solver, until));
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

function size(high = Number.MAX_VALUE) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= 0 && value <= high))
      throw new InvalidArgumentError(`expected a number from 0${high < Number.MAX_VALUE ? ` to ${high}` : ''}`);
    return value;
  };
}
