import { type Cause, type Diagnosis, diagnose, type Verdict } from '../../diagnose/index.js';
import { tableOf } from './rows.js';
import { failed, type Matched, passed } from './verdict.js';

export interface CurveOptions {
  /** The column to judge by; `loss` unless given. */
  readonly loss?: string;
}

/** Verdicts of a curve that ends level, whether or not it moved before. */
const LEVEL: readonly Verdict[] = ['flat', 'plateau', 'converged'];

/**
 * Whether a run has converged, by the verdict that `plumbline diagnose` gives it. Throws TypeError for what is no run, and Error
 * for one without rows, or too short to tell.
 */
export function toConverge(received: unknown, options: CurveOptions = {}): Matched {
  const diagnosis = judged(received, 'toConverge', options);
  return diagnosis.verdict === 'converged'
    ? passed(`converged, with its best at iteration ${diagnosis.best}`)
    : failed(described(diagnosis));
}

/**
 * Whether a run diverges, and began to within an interval of iterations: all of the interval that its rows allow for the onset
 * must lie in it. Throws as {@link toConverge}, and TypeError for an empty interval.
 */
export function toDivergeWithin(
  received: unknown,
  [from, to]: readonly [from: number, to: number],
  options: CurveOptions = {},
): Matched {
  if (!(from <= to)) throw new TypeError(`toDivergeWithin: ${from} to ${to} is no interval`);
  const diagnosis = judged(received, 'toDivergeWithin', options);
  const { onset } = diagnosis;
  if (onset === null) return failed(described(diagnosis));
  const found = `its onset is between ${onset.lo} and ${onset.hi} (${(100 * onset.confidence).toFixed(0)} % sure)`;
  return from <= onset.lo && onset.hi <= to
    ? passed(`${diagnosis.verdict}; ${found}`)
    : failed(
        `${diagnosis.verdict}; ${found}, not within ${from} and ${to}; would have passed: [${onset.lo}, ${onset.hi}]`,
      );
}

/**
 * Whether a run ends level, and for this reason among those that its columns speak for. Throws as {@link toConverge}.
 */
export function toStayFlatBecause(received: unknown, cause: Cause, options: CurveOptions = {}): Matched {
  const diagnosis = judged(received, 'toStayFlatBecause', options);
  const found = diagnosis.causes.find((each) => each.cause === cause);
  if (LEVEL.includes(diagnosis.verdict) && found !== undefined) {
    return passed(`${diagnosis.verdict}, ${cause}: ${found.because}`);
  }
  const others = diagnosis.causes.map((each) => `${each.cause} (${each.because})`).join(', ');
  const decides = diagnosis.decides.length > 0 ? `; ${diagnosis.decides.join(', ')} would tell more` : '';
  const wouldPass = others === '' ? 'no cause shows' : `would have passed: ${others}`;
  return failed(`${described(diagnosis)}; ${wouldPass}${decides}`);
}

function judged(received: unknown, matcher: string, { loss = 'loss' }: CurveOptions): Diagnosis {
  const table = tableOf(received, matcher);
  const diagnosis = diagnose(table, { loss });
  if (diagnosis.verdict !== 'too short to tell') return diagnosis;
  throw new Error(`${matcher}: ${table.iterations.length} rows are too few to tell anything of`);
}

function described({ verdict, best, loss, causes }: Diagnosis): string {
  const because = causes.length > 0 ? ` (${causes.map((each) => each.cause).join(', ')})` : '';
  return `${verdict}${because}: ${loss.column} ${loss.first} at first, ${loss.best} at best (iteration ${best}), ${loss.last} at last`;
}
