import { expect } from 'vitest';
import type { Solver } from '../../solver.js';
import { type GoldenOptions, toMatchGolden } from './golden.js';
import { type ResumeOptions, toResumeExactly } from './resume.js';
import { type StageOptions, toAgreeByStage } from './stages.js';

interface PlumblineMatchers<R = unknown> {
  /** Of a solver: a run that is interrupted, saved, read back and gone on with gives the same bits as one that was not. */
  toResumeExactly(options?: ResumeOptions): R;
  /** Of rows, or of a run: those of a golden CSV file within a tolerance. `vitest -u` rewrites the rows that left it. */
  toMatchGolden(file: string, options?: GoldenOptions): R;
  /** Of a solver: each stage gives what the reference's gives from the reference's own inputs. */
  toAgreeByStage(reference: Solver, options?: StageOptions): Promise<R>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an interface is merged only with the type parameters of Vitest's own
  interface Matchers<T = any> extends PlumblineMatchers<T> {}
}

expect.extend({ toResumeExactly, toMatchGolden, toAgreeByStage });
