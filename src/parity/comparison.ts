import type { Tolerance } from './tolerance.js';

/** How much two numbers differ. Infinite where one is NaN or infinite and the other is not. */
export interface Size {
  readonly absolute: number;
  /** Of the larger magnitude of the two. */
  readonly relative: number;
  /** Steps of the numbers' own precision, the coarser one where they have two; of whole numbers, their difference. */
  readonly ulps: number;
}

/** A pair of numbers that differ. */
export interface Element extends Size {
  /** Row-major; empty for a number. */
  readonly index: readonly number[];
  readonly reference: number;
  readonly candidate: number;
}

/**
 * `same`: the same numbers; `within`: what differs is tolerated; `differs`; `not comparable`: so far behind the chaos horizon
 * that rounding alone explains any difference.
 */
export type Verdict = 'same' | 'within' | 'differs' | 'not comparable';

/** A value of the reference beside that of the same name of the candidate. */
export interface Comparison {
  readonly name: string;
  readonly verdict: Verdict;
  /** What cannot be compared element by element: a shape, an element type, a name that one side lacks. */
  readonly problem?: string;
  readonly elements: number;
  /** How many are over the tolerance. */
  readonly over: number;
  /** How many differ within the band of a discontinuity, where any difference is allowed. */
  readonly banded: number;
  /** How many are NaN on one side alone. */
  readonly nans: number;
  /** The first element over the tolerance, and the one with the largest absolute difference among those over it. */
  readonly first?: Element;
  readonly worst?: Element;
  /** The largest of each over all elements outside the band: what there is, tolerated or not. */
  readonly largest: Size;
  /** What was tolerated. */
  readonly tolerance: Tolerance;
  /** The smallest value of each that, the other two left as they are, would have passed. */
  readonly wouldPass?: Size;
}

/** No difference at all. */
export const NONE: Size = { absolute: 0, relative: 0, ulps: 0 };

/** The larger of each. */
export const larger = (a: Size, b: Size): Size => ({
  absolute: Math.max(a.absolute, b.absolute),
  relative: Math.max(a.relative, b.relative),
  ulps: Math.max(a.ulps, b.ulps),
});

const RANK: readonly Verdict[] = ['same', 'within', 'not comparable', 'differs'];

/** The worst of several verdicts; `same` of none. */
export const worstOf = (verdicts: Iterable<Verdict>): Verdict =>
  [...verdicts].reduce((worst, each) => (RANK.indexOf(each) > RANK.indexOf(worst) ? each : worst), 'same');

/** A comparison of what has no elements to compare. */
export const unlike = (name: string, problem: string, tolerance: Tolerance): Comparison => ({
  name,
  verdict: 'differs',
  problem,
  elements: 0,
  over: 0,
  banded: 0,
  nans: 0,
  largest: { absolute: Number.POSITIVE_INFINITY, relative: Number.POSITIVE_INFINITY, ulps: Number.POSITIVE_INFINITY },
  tolerance,
});
