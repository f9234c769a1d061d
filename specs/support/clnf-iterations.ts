import { clnf } from '../../src/clnf/index.js';
import type { Scalars } from '../../src/solver.js';
import { openCursor } from '../../src/solver.js';
import type { Subject } from '../../src/subject.js';
import {
  type CaseName,
  caseSettings,
  farthest,
  goldenCase,
  landmarkRows,
  landmarksOfRow,
  prepareClnf,
} from './clnf.js';

/** Iterations per window that the finding tried. */
export const TRIED = [1, 5, 10, 20, 50] as const;
export const WINDOWS = [11, 9, 7] as const;

/** What a fit with so many iterations per window came to. */
export interface Trial {
  readonly iterations: number;
  /** The largest distance of a landmark from the C++ with its five iterations. */
  readonly distance: number;
  /** Every iteration, in order. */
  readonly rows: readonly Scalars[];
}

/** Fits with 1, 5, 10, 20 and 50 iterations per window, none of which ends early. */
export async function sweepIterations(name: CaseName, subject: Subject = clnf): Promise<Trial[]> {
  const golden = landmarksOfRow(goldenCase(name).result);
  const trials: Trial[] = [];
  for (const iterations of TRIED) {
    const settings = { ...caseSettings(name), iterations_per_window: iterations, stop_change: 0 };
    const prepared = await prepareClnf(settings, {}, subject);
    const cursor = openCursor(prepared.solver, prepared.solver.init());
    const rows: Scalars[] = [];
    while (cursor.done?.() === undefined) rows.push(cursor.advance(true) as Scalars);
    const [row] = landmarkRows(prepared, cursor.state());
    cursor.close();
    trials.push({ iterations, distance: farthest(landmarksOfRow(row), golden), rows });
  }
  return trials;
}

/** The last row of a stage of a window: of the non-rigid one unless told otherwise. */
export function endOf({ rows }: Trial, window: number, stage = 1): Scalars {
  const row = rows.findLast((each) => each.window === window && each.stage === stage);
  if (row === undefined) throw new Error(`no row of window ${window}`);
  return row;
}
