import type { Diagnosis } from './diagnose.js';
import type { Onset } from './onset.js';
import type { Verdict } from './outcome.js';
import { percent, short } from './print.js';
import { LEAST_ROWS } from './verdict.js';

/** A row of the table of evidence. */
export interface Evidence {
  readonly fact: string;
  readonly value: string;
  readonly means: string;
}

const VERDICT: Readonly<Record<Verdict, string>> = {
  converged: 'The run has converged: its last third gained nothing that noise could not give.',
  improving: 'The run was still improving when it ended: more iterations would go on lowering the loss.',
  plateau: 'The run reached a plateau: it came down, and now varies about a level without getting lower.',
  flat: 'The run is flat: from its start to its end the loss did not move.',
  oscillating: 'The run oscillates: it goes through the same cycle again and again without getting lower.',
  diverged: 'The run diverged: it rose from its best level and did not come back.',
  'non-finite': 'The run left the finite numbers.',
  'too short to tell': `The run is too short to tell: at least ${LEAST_ROWS} rows with a finite loss are needed.`,
};

/** What a diagnosis says, in a few plain sentences. */
export function summaryOf(diagnosis: Diagnosis): string {
  const { verdict, onset, warnings, causes, decides, censoring, vacuity, part } = diagnosis;
  return [
    ...(part === null
      ? []
      : [
          `Judged from iteration ${part.from} on, where ${part.columns.join(' and ')} last changed, and with it what the loss means.`,
        ]),
    VERDICT[verdict],
    courseOf(diagnosis),
    ...(onset === null ? [] : [onsetSentence(verdict, onset)]),
    ...warnings
      .slice(0, 2)
      .map(
        ({ column, onset: { lo, hi }, lead }) =>
          `Before it, ${column} began to rise (between iterations ${lo} and ${hi}), at least ${lead} iterations ahead of the loss.`,
      ),
    ...causes.map(({ cause, because }) =>
      cause === 'undecided' ? `Why: ${because}.` : `Cause: ${cause}; ${because}.`,
    ),
    ...(decides.length === 0 ? [] : [`To decide it: ${decides.join('; ')}.`]),
    ...censoring.map(
      ({ column, share, bound, hides }) => `${column} is censored: ${percent(share)} at ${short(bound)}; ${hides}.`,
    ),
    ...vacuity.map(({ column, because }) => `${column} says nothing: ${because}.`),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function courseOf({ loss, best, improvement, degradation, rows, verdict }: Diagnosis): string {
  if (best === null || loss.first === null || loss.best === null) return '';
  const { column, first, last } = loss;
  const down =
    loss.best < first
      ? `${column} went from ${short(first)} at iteration ${rows.from} to ${short(loss.best)} at iteration ${best}, its best (${change(improvement, first - loss.best)} lower)`
      : `${column} was at its best, ${short(first)}, in its first row, iteration ${best}`;
  if (last === null || best === rows.to || verdict === 'flat') return `${down}.`;
  return `${down}, and ended at ${short(last)} (${change(degradation, last - loss.best)} above its best).`;
}

/** A change in percent, or as it is where a percentage means nothing. */
const change = (inPercent: number | null, plain: number): string =>
  inPercent === null ? short(plain) : percent(inPercent / 100);

function onsetSentence(verdict: Verdict, { lo, hi, confidence }: Onset): string {
  const what = verdict === 'non-finite' ? 'It began to leave them' : 'The rise began';
  const sure = confidence === 1 ? '' : `, at ${percent(confidence)} confidence`;
  return `${what} between iterations ${lo} and ${hi}${sure}: cadence and noise of the log allow no sharper answer.`;
}

/** The numbers that a diagnosis rests on. */
export function evidenceOf({
  loss,
  best,
  improvement,
  degradation,
  onset,
  rows,
  quantum,
  changes,
  warnings,
  causes,
  decides,
  censoring,
  vacuity,
}: Diagnosis): Evidence[] {
  const number = (value: number | null) => (value === null ? 'not finite' : `${value}`);
  const inPercent = (value: number | null) => (value === null ? 'no percentage' : percent(value / 100));
  return [
    { fact: 'rows', value: `${rows.count}`, means: `iterations ${rows.from} to ${rows.to}` },
    { fact: `first ${loss.column}`, value: number(loss.first), means: `iteration ${rows.from}` },
    { fact: `best ${loss.column}`, value: number(loss.best), means: best === null ? '' : `iteration ${best}` },
    { fact: `last ${loss.column}`, value: number(loss.last), means: `iteration ${rows.to}` },
    { fact: 'improvement', value: inPercent(improvement), means: 'from the first row to the best' },
    { fact: 'degradation', value: inPercent(degradation), means: 'from the best row to the last' },
    ...(quantum > 0 ? [{ fact: 'log prints', value: short(quantum), means: 'the smallest change that it shows' }] : []),
    ...(onset ? [{ fact: 'onset', value: between(onset), means: `confidence ${percent(onset.confidence)}` }] : []),
    ...(changes.length > 0
      ? [{ fact: 'turns', value: changes.join(', '), means: 'from one stretch to the next' }]
      : []),
    ...warnings.map(({ column, onset: own, lead }) => ({
      fact: `early warning: ${column}`,
      value: between(own),
      means: `rises ${lead} iterations or more before ${loss.column}`,
    })),
    ...causes.map(({ cause, because }) => ({ fact: 'cause', value: cause, means: because })),
    ...decides.map((what) => ({ fact: 'would decide', value: '', means: what })),
    ...censoring.map(({ column, side, bound, share, hides }) => ({
      fact: `censored: ${column}`,
      value: `${percent(share)} at ${short(bound)}, its ${side} end`,
      means: hides,
    })),
    ...vacuity.map(({ column, because }) => ({ fact: `vacuous: ${column}`, value: '', means: because })),
  ];
}

const between = ({ lo, hi }: Onset): string => `${lo} to ${hi}`;
