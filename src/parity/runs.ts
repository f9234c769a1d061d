import { existsSync } from 'node:fs';
import { InputError } from '../errors.js';
import { type Run, scalarsPath } from '../trace/index.js';
import { type Comparison, type Verdict, worstOf } from './comparison.js';
import { type Counts, type CsvComparison, compareTables } from './csv.js';
import { checkComparable } from './manifests.js';
import { type Found, type Tallied, tally } from './tally.js';
import { compareStages, compareValues, type Options } from './values.js';

export interface RunOptions extends Options {
  /** Settings that may differ; `all` for any. */
  readonly despite?: readonly string[] | undefined;
  /** What comes after this iteration is left out. */
  readonly until?: number | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Two runs: their rows, and the checkpoints and stages of the iterations that both have. */
export interface RunComparison {
  readonly verdict: Verdict;
  readonly subject: string;
  /** The earliest difference; in one iteration, stages come before rows and rows before the state. */
  readonly first?: Found;
  /** Set where one run ends before the other, which is a difference. */
  readonly ends?: { readonly reference: number; readonly candidate: number };
  readonly checkpoints: Counts;
  readonly stages: Counts;
  readonly rows: Counts;
  /** Everything that was compared, by name: `stage/tensor`, `scalars/column` and `state/tensor`. */
  readonly values: readonly Tallied[];
  /** The first iteration whose states roundings alone make incomparable, where a growth law was given and has one. */
  readonly horizon?: number;
}

/**
 * Compares two runs iteration by iteration, one checkpoint of each in memory at a time. Which iterations a run keeps is its own
 * affair: those that one side lacks are counted, not held against it. Throws InputError for runs of other subjects or settings,
 * for damaged files, and for runs that have nothing in common.
 */
export async function compareRuns(reference: Run, candidate: Run, options: RunOptions = {}): Promise<RunComparison> {
  const { despite, until = Number.POSITIVE_INFINITY, onProgress } = options;
  checkComparable(reference, candidate, despite);
  const found = tally();
  const within = (iterations: number[]) => iterations.filter((iteration) => iteration <= until);
  const states = common(within(reference.checkpoints()), within(candidate.checkpoints()));
  const stages = common(within(reference.stageFiles()), within(candidate.stageFiles()));
  const rows = await compareRows(reference, candidate, options);
  if (states.both.length + stages.both.length + (rows?.rows.compared ?? 0) === 0) {
    throw new InputError(`${candidate.folder}: no checkpoint, stage or row in common with ${reference.folder}`);
  }
  const total = states.both.length + stages.both.length;
  let done = 0;
  const note = (iteration: number, comparisons: readonly Comparison[]) => {
    for (const comparison of comparisons) found.add(iteration, comparison);
    onProgress?.(++done, total);
  };
  for (const iteration of stages.both) {
    note(iteration, compareStages(reference.stages(iteration), candidate.stages(iteration), iteration, options));
  }
  const ofStages = found.all();
  const state = (run: Run, iteration: number) => run.state(iteration).values;
  for (const iteration of states.both) {
    const place = { of: 'state', iteration };
    note(iteration, compareValues(state(reference, iteration), state(candidate, iteration), place, options));
  }
  const ofStates = found.all().slice(ofStages.length);
  const values = [...ofStages, ...(rows?.columns ?? []), ...ofStates];
  if (values.every(({ compared, incomparable }) => compared === incomparable)) {
    throw new InputError(
      `${candidate.folder}: nothing comparable: all that it has in common is past the chaos horizon`,
    );
  }
  const first = earliest(values);
  const ends = {
    reference: Math.max(rows?.last.reference ?? 0, within(reference.checkpoints()).at(-1) ?? 0),
    candidate: Math.max(rows?.last.candidate ?? 0, within(candidate.checkpoints()).at(-1) ?? 0),
  };
  const areUneven = ends.reference !== ends.candidate;
  const { horizon } = options.growth ?? {};
  return {
    verdict: worstOf([...values.map(({ verdict }) => verdict), areUneven ? 'differs' : 'same']),
    subject: reference.manifest.subject,
    ...(first && { first }),
    ...(areUneven && { ends }),
    checkpoints: states.counts,
    stages: stages.counts,
    rows: rows?.rows ?? { compared: 0, onlyReference: 0, onlyCandidate: 0 },
    values,
    ...(horizon !== undefined && { horizon }),
  };
}

/** The rows of two runs; undefined where one of them has none. */
function compareRows(reference: Run, candidate: Run, options: RunOptions): Promise<CsvComparison> | undefined {
  const files = [reference, candidate].map(({ folder }) => scalarsPath(folder));
  if (!files.every((file) => existsSync(file))) return undefined;
  return compareTables(files[0], files[1], { ...options, key: 'iteration', endsWithNewline: true });
}

function common(a: readonly number[], b: readonly number[]): { both: number[]; counts: Counts } {
  const others = new Set(b);
  const both = a.filter((iteration) => others.has(iteration));
  return {
    both,
    counts: {
      compared: both.length,
      onlyReference: a.length - both.length,
      onlyCandidate: b.length - both.length,
    },
  };
}

/** The difference of the smallest iteration; of the first value in the order given where several have it. */
function earliest(values: readonly Tallied[]): Found | undefined {
  const found = values.flatMap(({ first }) => first ?? []);
  return found.reduce<Found | undefined>(
    (least, each) => (least === undefined || each.iteration < least.iteration ? each : least),
    undefined,
  );
}
