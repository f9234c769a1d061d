import type { ScalarTable } from '../trace/index.js';
import { type Role, roleOf } from './roles.js';

/** Values piled up at a bound: the measurement ends there, what it measures need not. */
export interface Censoring {
  readonly column: string;
  readonly bound: number;
  readonly side: 'lower' | 'upper';
  /** The share of the rows at the bound; of the measurements in the worst row, where a column counts those. */
  readonly share: number;
  /** What the bound hides. */
  readonly hides: string;
}

/** A share of rows at a bound, and how many times as common as any other value it must be. */
const PILE = 0.02;
const TIMES = 3;
/** Fewer other values are no range that a bound could cut. */
const OTHERS = 5;
/** Norms may come to rest, at rounding at the latest; what is cut is their upper end. */
const NORMS: ReadonlySet<Role | undefined> = new Set<Role>(['gradient norm', 'update norm', 'parameter norm']);
/** A share of a row's measurements at the border of what can be seen that is more than chance. */
const BORDER = 0.25;

/** The columns, but for `loss`, whose values pile up at their smallest or largest. */
export function censoringOf({ columns, values }: ScalarTable, loss: string): Censoring[] {
  return columns.filter((name) => name !== loss).flatMap((name) => censored(name, values[name]) ?? []);
}

function censored(column: string, values: Float64Array): Censoring | undefined {
  const role = roleOf(column);
  if (role === 'border') return atBorder(column, values);
  // a schedule's end, and what counts or is a share of something: its bound is the end of the scale, not of the measurement
  if (role === 'rate' || role === 'place' || role === 'clipping' || role === 'saturation') return undefined;
  const finite = values.filter(Number.isFinite);
  if (finite.length < OTHERS) return undefined;
  const sorted = finite.sort();
  const last = sorted.length - 1;
  const upper = last - sorted.findLastIndex((value) => value !== sorted[last]);
  const lower = sorted.findIndex((value) => value !== sorted[0]);
  if (lower < 0) return undefined;
  const ends = [
    { side: 'upper' as const, bound: sorted[last], count: upper, natural: role === 'success' },
    { side: 'lower' as const, bound: sorted[0], count: lower, natural: sorted[0] === 0 || NORMS.has(role) },
  ];
  const inner = sorted.subarray(lower, sorted.length - upper);
  const { distinct, most } = ties(inner);
  for (const { side, bound, count, natural } of ends) {
    const enough = count >= Math.max(2, PILE * sorted.length) && count >= TIMES * most - (most === 1 ? 1 : 0);
    if (natural || !enough || distinct < OTHERS) continue;
    const beyond = side === 'upper' ? 'larger' : 'smaller';
    return { column, bound, side, share: count / sorted.length, hides: `the true value may be any ${beyond} one` };
  }
  return undefined;
}

function atBorder(column: string, values: Float64Array): Censoring | undefined {
  const worst = values.reduce((most, value) => Math.max(most, value), 0);
  if (!(worst >= BORDER && worst <= 1)) return undefined;
  const hides = 'the true place of these measurements may be any beyond the border';
  return { column, bound: 1, side: 'upper', share: worst, hides };
}

/** How many values sorted numbers take, and how often they take the most common. */
function ties(sorted: Float64Array): { distinct: number; most: number } {
  let [distinct, most, run] = [0, 1, 0];
  for (let i = 0; i < sorted.length; i++) {
    run = i > 0 && sorted[i] === sorted[i - 1] ? run + 1 : 1;
    if (run === 1) distinct++;
    most = Math.max(most, run);
  }
  return { distinct, most };
}
