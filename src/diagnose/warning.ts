import type { ScalarTable } from '../trace/index.js';
import { viewOf } from './curve.js';
import { type Onset, onsetOf } from './onset.js';
import { quantumOf } from './quantum.js';
import { riseOf } from './rise.js';
import { HEALTH, roleOf } from './roles.js';

/** A health column that rises before the loss does. */
export interface Warning {
  readonly column: string;
  /** When its rise began. */
  readonly onset: Onset;
  /** How many iterations before the loss, at least. */
  readonly lead: number;
}

const LEAST_ROWS = 8;

/** The health columns whose last rise began before that of the loss, the earliest first; `until` is the last row that counts. */
export function warningsOf({ columns, iterations, values }: ScalarTable, loss: Onset, until: number): Warning[] {
  const found = columns
    .filter((name) => HEALTH.has(roleOf(name)))
    .flatMap((column) => {
      const rows = values[column].subarray(0, until);
      if (rows.length < LEAST_ROWS || !rows.every(Number.isFinite)) return [];
      const view = viewOf({ iterations: iterations.subarray(0, until), values: rows, quantum: quantumOf(rows) });
      const rise = riseOf(view);
      if (rise === undefined) return [];
      const onset = onsetOf(view, rise);
      return onset.hi < loss.hi && onset.lo < loss.lo ? [{ column, onset, lead: Math.max(0, loss.lo - onset.hi) }] : [];
    });
  return found.sort((a, b) => a.onset.hi - b.onset.hi);
}
