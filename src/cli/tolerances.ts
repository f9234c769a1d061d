import { type Command, InvalidArgumentError } from 'commander';
import {
  type Growth,
  growthOf,
  parseRules,
  partingsOfRuns,
  partingsOfTwins,
  type Rule,
  roundingOf,
} from '../parity/index.js';
import { prepareAgain, readRegularFile } from '../run/index.js';
import { openRun, type Run } from '../trace/index.js';
import { subjectNamed } from './subjects.js';

/** The flags that say what may differ. */
export interface ToleranceFlags {
  readonly tolerance?: string;
  readonly absolute?: number;
  readonly relative?: number;
  readonly ulps?: number;
  readonly horizon?: boolean;
  readonly twin?: string;
  readonly until?: number;
}

/** Adds the flags of {@link ToleranceFlags}, apart from `until`. */
export const withTolerances = (command: Command): Command =>
  command
    .option('--tolerance <file>', 'JSON array of rules {"for", "absolute", "relative", "ulps", "band", "reason"}')
    .option('--absolute <x>', 'tolerated wherever no rule says otherwise', size())
    .option('--relative <x>', 'the same, as a share of the larger magnitude', size())
    .option('--ulps <n>', 'the same, in steps of the precision', size())
    .option('--horizon', 'of runs, allow what roundings explain, measured on twins of the reference that are run now')
    .option('--twin <run>', 'the same, measured on a recorded twin of the reference');

/** The rules of a file, and after them what holds everywhere else. Throws InputError. */
export function rulesOf({ tolerance, absolute, relative, ulps }: ToleranceFlags): Rule[] {
  const rules = tolerance === undefined ? [] : parseRules(readRegularFile(tolerance), tolerance);
  const isGiven = [absolute, relative, ulps].some((each) => each !== undefined);
  return isGiven ? [...rules, { for: '*', absolute, relative, ulps, reason: 'given on the command line' }] : rules;
}

/** The growth law that was asked for. Throws InputError for a run of a subject that cannot be run, and as its measurement. */
export async function growthFor(run: Run, { twin, horizon, until }: ToleranceFlags): Promise<Growth | undefined> {
  const rounding = { rounding: roundingOf(run) };
  if (twin !== undefined) return growthOf(partingsOfRuns(run, openRun(twin)), rounding);
  if (!horizon) return undefined;
  const subject = subjectNamed(run.manifest.subject, `${run.folder}/run.json: subject`);
  return growthOf(partingsOfTwins(run, (await prepareAgain(subject, run)).solver, until), rounding);
}

/** A parser for numbers from 0. */
export const size =
  (high = Number.MAX_VALUE) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= 0 && value <= high))
      throw new InvalidArgumentError(`expected a number from 0${high < Number.MAX_VALUE ? ` to ${high}` : ''}`);
    return value;
  };
