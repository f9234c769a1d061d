import { type Comparison, larger, NONE, type Size, type Verdict, worstOf } from './comparison.js';

/** A comparison at an iteration, or at another place on the way that counts upwards. */
export interface Found {
  readonly iteration: number;
  readonly comparison: Comparison;
}

/** A value over all iterations at which it was compared. */
export interface Tallied {
  readonly name: string;
  readonly verdict: Verdict;
  /** Why there is nothing to compare, where there is not. */
  readonly problem?: string;
  /** At how many iterations it was looked at, at how many it differs, at how many it is past its horizon, and how many elements lie in a band. */
  readonly compared: number;
  readonly differing: number;
  readonly incomparable: number;
  readonly banded: number;
  /** Where it differs first, and where by most. */
  readonly first?: Found;
  readonly worst?: Found;
  readonly largest: Size;
  /** The smallest of each that would have passed everywhere. */
  readonly wouldPass?: Size;
}

/** Sums comparisons up by name, in memory that does not grow with their number. */
export interface Tally {
  add(iteration: number, comparison: Comparison): void;
  /** Counts values that are known to be the same without a closer look. */
  same(name: string): void;
  /** In the order in which the names came. */
  all(): Tallied[];
}

export function tally(): Tally {
  const byName = new Map<string, Tallied>();
  return {
    add(iteration, comparison) {
      const { name, verdict } = comparison;
      byName.set(name, added(byName.get(name) ?? none(name), { iteration, comparison }, verdict));
    },
    same(name) {
      const before = byName.get(name) ?? none(name);
      byName.set(name, { ...before, compared: before.compared + 1 });
    },
    all: () => [...byName.values()],
  };
}

/** What one side lacks altogether, at no iteration in particular. */
export const absent = (name: string, problem: string): Tallied => ({ ...none(name), verdict: 'differs', problem });

const none = (name: string): Tallied => ({
  name,
  verdict: 'same',
  compared: 0,
  differing: 0,
  incomparable: 0,
  banded: 0,
  largest: NONE,
});

function added(before: Tallied, found: Found, verdict: Verdict): Tallied {
  const { comparison } = found;
  const sum = {
    ...before,
    verdict: worstOf([before.verdict, verdict]),
    compared: before.compared + 1,
    incomparable: before.incomparable + (verdict === 'not comparable' ? 1 : 0),
    banded: before.banded + comparison.banded,
    largest: larger(before.largest, comparison.largest),
  };
  if (verdict !== 'differs') return sum;
  const size = (each: Found) => each.comparison.worst?.absolute ?? Number.POSITIVE_INFINITY;
  const { wouldPass } = comparison;
  return {
    ...sum,
    differing: before.differing + 1,
    first: before.first ?? found,
    worst: before.worst !== undefined && size(before.worst) >= size(found) ? before.worst : found,
    ...(wouldPass && { wouldPass: larger(before.wouldPass ?? NONE, wouldPass) }),
  };
}
