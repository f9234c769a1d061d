import type { Trace } from '../../../src/findings/trace.js';

/** How far a column comes from its first row to its last, in percent of the first; positive where it falls. */
export function fallOf(trace: Trace, column = 'total'): number {
  const values = trace.column(column);
  return 100 * (1 - values[values.length - 1] / values[0]);
}

export const firstOf = (trace: Trace, column: string): number => trace.column(column)[0];
export const lastOf = (trace: Trace, column: string): number => trace.column(column).at(-1) as number;

/** A curve that looks flat: less than a pixel of a plot 500 pixels high. */
export const FLAT = 0.2; // percent
