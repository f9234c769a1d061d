import type { Cause, Verdict } from '../../../src/diagnose/outcome.js';

/** A generated curve with what is true of it, which only the spec may look at. */
export interface Specimen {
  readonly kind: string;
  readonly name: string;
  readonly iterations: Float64Array;
  readonly loss: Float64Array;
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly truth: Truth;
}

export interface Truth {
  /** The verdicts that are right; where two are, the curve is on the border of both. */
  readonly verdicts: readonly Verdict[];
  readonly cause?: Cause;
  /** Looks like a divergence and is none. */
  readonly trap: boolean;
  readonly diverges: boolean;
  /** The iteration after which the noise-free curve rises for good. */
  readonly onset?: number;
  /** The width of the onset that the cadence and the noise allow, in iterations. */
  readonly attainable?: number;
  readonly censored: readonly string[];
  readonly vacuous: readonly string[];
}

/** A noise-free curve over the run, x from 0 to 1, in units of its descent. */
export interface Shape {
  readonly at: (x: number) => number;
  readonly verdicts: readonly Verdict[];
  readonly trap?: boolean;
  readonly diverges?: boolean;
  readonly cause?: Cause;
  /** Where it begins to rise for good; worked out from `at` where it is left out. */
  readonly onset?: number;
  /** How far it is from what it would be without the divergence, where that is not its height above its lowest point. */
  readonly deviation?: (x: number) => number;
  /** The range of the noise's standard deviation, in units of the descent. */
  readonly noise: readonly [number, number];
  /** Whether it is nothing without noise. */
  readonly needsNoise?: boolean;
  /** Every value times a factor, instead of something added. */
  readonly multiplicative?: boolean;
  /** What becomes of a row that is already rounded: beyond this, it is written as Infinity. */
  readonly overflow?: number;
  readonly wander?: { readonly size: number; readonly correlation: number };
}
