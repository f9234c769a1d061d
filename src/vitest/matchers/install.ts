import { expect } from 'vitest';
import type { Cause } from '../../diagnose/index.js';
import type { LandmarkOptions, Source } from '../../landmarks/index.js';
import type { Solver } from '../../solver.js';
import { type CurveOptions, toConverge, toDivergeWithin, toStayFlatBecause } from './curves.js';
import { type GoldenOptions, toMatchGolden } from './golden.js';
import { toMatchLandmarks } from './landmarks.js';
import { type ResumeOptions, toResumeExactly } from './resume.js';
import { type StageOptions, toAgreeByStage } from './stages.js';

interface PlumblineMatchers<R = unknown> {
  /** Of the rows of a run: it has converged. */
  toConverge(options?: CurveOptions): R;
  /** Of the rows of a run: it diverges, and its onset, as far as the rows can tell it, lies between two iterations. */
  toDivergeWithin(interval: readonly [from: number, to: number], options?: CurveOptions): R;
  /** Of the rows of a run: it ends level, and for this cause. */
  toStayFlatBecause(cause: Cause, options?: CurveOptions): R;
  /** Of a solver: a run that is interrupted, saved, read back and gone on with gives the same bits as one that was not. */
  toResumeExactly(options?: ResumeOptions): R;
  /** Of rows, or of a run: those of a golden CSV file within a tolerance. `vitest -u` rewrites the rows that left it. */
  toMatchGolden(file: string, options?: GoldenOptions): R;
  /** Of OpenFace's CSV, or of faces: the landmarks are those of a reference within a tolerance. */
  toMatchLandmarks(reference: Source, options?: Pick<LandmarkOptions, 'absolute' | 'nme' | 'threshold'>): R;
  /** Of a solver: each stage gives what the reference's gives from the reference's own inputs. */
  toAgreeByStage(reference: Solver, options?: StageOptions): Promise<R>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an interface is merged only with the type parameters of Vitest's own
  interface Matchers<T = any> extends PlumblineMatchers<T> {}
}

expect.extend({
  toConverge,
  toDivergeWithin,
  toStayFlatBecause,
  toResumeExactly,
  toMatchGolden,
  toMatchLandmarks,
  toAgreeByStage,
});
