import { InputError } from '../errors.js';
import type { ScalarTable } from '../trace/index.js';
import { percentChange } from './audit.js';
import { causesOf, type Reason } from './causes.js';
import { type Censoring, censoringOf } from './censoring.js';
import { changePointsOf } from './change-points.js';
import { growthOnsetOf } from './growth-onset.js';
import { type Onset, onsetOf } from './onset.js';
import type { Verdict } from './outcome.js';
import { lastPart, type Part } from './part.js';
import { quantumOf } from './quantum.js';
import { type Vacuity, vacuityOf } from './vacuity.js';
import { type Judgment, judge, LEAST_ROWS } from './verdict.js';
import { type Warning, warningsOf } from './warning.js';

export interface DiagnoseOptions {
  /** The column to judge by. */
  readonly loss?: string;
}

/** What the rows of a run say of it. */
export interface Diagnosis {
  readonly verdict: Verdict;
  /** The iteration with the smallest loss, the first of several; null where no loss is finite. */
  readonly best: number | null;
  /** When it began to rise for good, or left the finite numbers; null where it did neither. */
  readonly onset: Onset | null;
  readonly causes: readonly Reason[];
  /** Which column or experiment would tell a cause that these columns cannot. */
  readonly decides: readonly string[];
  readonly censored: readonly string[];
  readonly vacuous: readonly string[];
  /** The column that was judged by, at its first row, at its best and at its last; null for what is not finite. */
  readonly loss: {
    readonly column: string;
    readonly first: number | null;
    readonly best: number | null;
    readonly last: number | null;
  };
  /**
   * From the first row to the best, and from the best to the last, in percent, from unrounded numbers; null where a percentage
   * means nothing, since a loss is not above zero.
   */
  readonly improvement: number | null;
  readonly degradation: number | null;
  readonly rows: { readonly count: number; readonly from: number; readonly to: number };
  /** The step between two losses that the log can print; 0 where it prints every digit. */
  readonly quantum: number;
  /** Iterations at which the curve turns from one stretch to the next. */
  readonly changes: readonly number[];
  readonly warnings: readonly Warning[];
  readonly censoring: readonly Censoring[];
  readonly vacuity: readonly Vacuity[];
  /** The part of a schedule that was judged, where the run has several, each with a loss of its own. */
  readonly part: Part | null;
}

/**
 * Judges the rows of a run by one of their columns. Throws InputError for no rows, and for a column that is not there (with
 * those that are).
 */
export function diagnose(whole: ScalarTable, { loss = 'loss' }: DiagnoseOptions = {}): Diagnosis {
  if (!Object.hasOwn(whole.values, loss))
    throw new InputError(`no column ${loss}; there are ${whole.columns.join(', ') || 'no columns'}`);
  if (whole.iterations.length === 0) throw new InputError('no rows: nothing can be said of them');
  const { table, part } = lastPart(whole);
  const { iterations, values } = table;
  const all = values[loss];
  const end = all.findIndex((value) => !Number.isFinite(value));
  const left = end >= 0 && !all.subarray(end).some(Number.isFinite);
  const { rows, curve } = finite(iterations, all);
  const quantum = quantumOf(curve);
  const judgment = rows.length < LEAST_ROWS ? undefined : judge({ iterations: rows, values: curve, quantum });
  const verdict = left ? 'non-finite' : (judgment?.verdict ?? 'too short to tell');
  const onset = left ? leaving(judgment, iterations, end) : verdict === 'diverged' ? onsetIn(judgment) : null;
  const { causes, decides } =
    judgment && !left ? causesOf(judgment, curve, quantum, table) : { causes: [], decides: [] };
  const best = curve.reduce((low, value, i) => (value < curve[low] ? i : low), 0);
  const [first, last] = [curve[0], all[all.length - 1]];
  const censoring = censoringOf(table, loss);
  const vacuity = vacuityOf(table, loss);
  return {
    verdict,
    best: curve.length > 0 ? rows[best] : null,
    onset,
    causes,
    decides,
    censored: censoring.map(({ column }) => column),
    vacuous: vacuity.map(({ column }) => column),
    loss: { column: loss, first: orNull(first), best: orNull(curve[best]), last: orNull(last) },
    improvement: first > 0 ? orNull(-percentChange(first, curve[best])) : null,
    degradation: curve[best] > 0 ? orNull(percentChange(curve[best], last)) : null,
    rows: { count: iterations.length, from: iterations[0], to: iterations[iterations.length - 1] },
    quantum,
    changes: judgment && verdict !== 'flat' ? changePointsOf(judgment.view) : [],
    warnings: onset ? warningsOf(table, onset, rowAfter(judgment, iterations.length)) : [],
    censoring,
    vacuity,
    part,
  };
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The rows whose value is finite. */
function finite(iterations: Float64Array, values: Float64Array): { rows: Float64Array; curve: Float64Array } {
  if (values.every(Number.isFinite)) return { rows: iterations, curve: values };
  const kept = Uint32Array.from(values.keys()).filter((i) => Number.isFinite(values[i]));
  return {
    rows: Float64Array.from(kept, (i) => iterations[i]),
    curve: Float64Array.from(kept, (i) => values[i]),
  };
}

function onsetIn(judgment: Judgment | undefined): Onset | null {
  if (judgment === undefined) return null;
  const { view, rise, growth } = judgment;
  if (growth !== undefined) return growthOnsetOf(view, growth) ?? null;
  return rise === undefined ? null : onsetOf(view, rise);
}

/** The onset of a run that left the finite numbers: that of the rise before, or the step in which it left. */
function leaving(judgment: Judgment | undefined, iterations: Float64Array, end: number): Onset {
  const rise = judgment?.verdict === 'diverged' ? onsetIn(judgment) : null;
  return rise ?? { lo: iterations[Math.max(0, end - 1)], hi: iterations[end], confidence: 1 };
}

/** The rows until the rise of the loss is half done. */
const rowAfter = (judgment: Judgment | undefined, count: number): number =>
  judgment?.rise === undefined ? count : Math.min(count, judgment.rise.lastLeft + 1);
