import type { ScalarTable } from '../trace/index.js';
import { type Pile, pilesOf, tiesBetween } from './pile.js';
import { quantumOf } from './quantum.js';
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
/** Fewer rows may be alike by chance. */
const ENOUGH = 24;
/** Steps of the log within which a value may come to rest. */
const NEAR = 20;
/** Names of what is the smallest, or the largest, of many. */
const EXTREME = { lower: /^(min|smallest|lowest)_/, upper: /^(max|largest|highest)_/ };
/** Fewer other values are no range that a bound could cut. */
const OTHERS = 5;
/** Norms may come to rest, at rounding at the latest; what is cut is their upper end. */
const NORMS: ReadonlySet<Role | undefined> = new Set<Role>(['gradient norm', 'update norm', 'parameter norm']);
/** A schedule, a place in it, or a share of something: its bound is the end of the scale, not of the measurement. */
const SCALES: ReadonlySet<Role | undefined> = new Set<Role>([
  'rate',
  'place',
  'part',
  'clipping',
  'saturation',
  'clamp',
  'border',
]);
/** A share of a row's measurements at the border of what can be seen that is more than chance. */
export const BORDER = 0.25;

/** The columns, but for `loss`, whose values pile up at their smallest or largest. */
export function censoringOf({ columns, values }: ScalarTable, loss: string): Censoring[] {
  const moves = pilesOf(values[loss]).piles !== undefined;
  const others = columns.filter((name) => name !== loss);
  const border = others.map((name) => atBorder(name, values[name])).find((found) => found !== undefined);
  return others.flatMap((column) => {
    if (border !== undefined && roleOf(column) === 'peak') return [{ ...border, column }];
    return (column === border?.column ? border : censored(column, values[column], moves)) ?? [];
  });
}

function censored(column: string, values: Float64Array, moves: boolean): Censoring | undefined {
  const role = roleOf(column);
  if (SCALES.has(role)) return undefined;
  const { rows, piles } = pilesOf(values);
  if (rows < OTHERS) return undefined;
  if (piles === undefined) return moves ? standing(column, values) : undefined;
  const pile = piles.find((each) => {
    const { side, bound, count } = each;
    if (side === 'upper' ? role === 'success' : bound === 0 || NORMS.has(role)) return false;
    // the extreme of many that stands still at one value needs no other values beside it
    return (EXTREME[side].test(column) && count >= rows / 2) || isPiled(each, rows, values, piles);
  });
  return pile && { column, bound: pile.bound, side: pile.side, share: pile.count / rows, hides: hidden(pile.side) };
}

function isPiled({ bound, count, next }: Pile, rows: number, values: Float64Array, [upper, lower]: readonly Pile[]) {
  if (rows < ENOUGH || count < Math.max(2, PILE * rows)) return false;
  // what comes to rest in a coarse log piles up too, but not at once
  if (Math.abs(next - bound) <= NEAR * quantumOf(values)) return false;
  const { distinct, most } = tiesBetween(values, lower.bound, upper.bound);
  return distinct >= OTHERS && count >= (most === 1 ? 2 : TIMES * most);
}

/** The smallest, or the largest, of many numbers that never moves while the loss does is held there. */
function standing(column: string, values: Float64Array): Censoring | undefined {
  const bound = values.find(Number.isFinite) as number;
  const side = (['lower', 'upper'] as const).find((each) => EXTREME[each].test(column));
  return side && bound !== 0 ? { column, bound, side, share: 1, hides: hidden(side) } : undefined;
}

const hidden = (side: 'lower' | 'upper'): string =>
  `the true value may be any ${side === 'upper' ? 'larger' : 'smaller'} one`;

function atBorder(column: string, values: Float64Array): Censoring | undefined {
  if (roleOf(column) !== 'border') return undefined;
  const worst = values.reduce((most, value) => Math.max(most, value), 0);
  if (!(worst >= BORDER && worst <= 1)) return undefined;
  const hides = 'the true place of these measurements may be any beyond the border';
  return { column, bound: 1, side: 'upper', share: worst, hides };
}
