import { compareValues, describeValue } from '../../parity/index.js';
import type { Solver, State } from '../../solver.js';
import { decodeState, encodeState } from '../../trace/index.js';
import { checkSolver, type Followed, follow } from './solvers.js';
import { failed, type Matched, passed } from './verdict.js';

export interface ResumeOptions {
  /** How many iterations the uninterrupted run has; 16 unless given. */
  readonly iterations?: number;
  /** After which of them the other runs are interrupted; the first, the middle one and the last but one unless given. */
  readonly at?: readonly number[];
}

/**
 * Whether a run that is interrupted, saved as a checkpoint, read back and gone on with gives the numbers of one that was not:
 * every state and every row, bit by bit. Throws TypeError for what is no solver, and where there is nothing to resume.
 */
export function toResumeExactly(received: unknown, { iterations = 16, at }: ResumeOptions = {}): Matched {
  checkSolver(received, 'toResumeExactly');
  const solver: Solver = received;
  const start = solver.init();
  const whole = follow(solver, start, start.iteration + iterations);
  const { length } = whole.states;
  const points = at ?? [...new Set([1, Math.floor(length / 2), length - 1])];
  const unfit = points.find((point) => !(Number.isInteger(point) && point > 0 && point < length));
  if (length < 2 || points.length === 0 || unfit !== undefined) {
    throw new TypeError(`toResumeExactly: nothing to resume at ${unfit ?? 'any point'} of ${length} iterations`);
  }
  for (const point of points) {
    const difference = differenceAfter(solver, whole, point);
    if (difference !== undefined) {
      return failed(`resumed after ${point} iterations of ${length}: ${difference}`);
    }
  }
  return passed(
    `resumed after ${points.join(', ')} of ${length} iterations: every state and row is the uninterrupted run's`,
  );
}

/** What the run that was resumed after so many iterations shows first that the whole one does not. */
function differenceAfter(solver: Solver, whole: Followed, point: number): string | undefined {
  const saved = whole.states[point - 1];
  const { state } = decodeState(encodeState(solver.subject, saved), 'the checkpoint', solver.subject);
  const lost = differing(saved, state);
  if (lost !== undefined) return `the checkpoint does not give back its state: ${lost}`;
  const resumed = follow(solver, state, (whole.states.at(-1) as State).iteration);
  for (const [i, expected] of whole.states.slice(point).entries()) {
    const reached = resumed.states[i];
    if (reached === undefined) return `it ends ${whole.states.length - point - i} iterations early`;
    const found =
      differing(expected, reached) ??
      differing(asState(expected, whole.rows[point + i]), asState(reached, resumed.rows[i]));
    if (found !== undefined) return `iteration ${expected.iteration} differs: ${found}`;
  }
  return undefined;
}

const asState = ({ iteration }: State, values: State['values']): State => ({ iteration, values });

function differing(expected: State, found: State): string | undefined {
  const compared = compareValues(expected.values, found.values, { of: 'state', iteration: expected.iteration });
  const worst = compared.find(({ verdict }) => verdict !== 'same');
  return worst && describeValue(worst);
}
