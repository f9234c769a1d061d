import { setImmediate } from 'node:timers/promises';
import type { Patience } from '../optimizers/index.js';
import { openCursor, type Scalars, type Solver, type State, tapStages, type Values } from '../solver.js';
import type { Status } from '../trace/index.js';
import { isFiniteRow, isFiniteState, lastFinite } from './finite.js';
import type { Earlier, Measured } from './history.js';

/** Where a run is written to. */
export interface Sink {
  row(iteration: number, scalars: Scalars): void;
  checkpoint(state: State): void;
  stages(iteration: number, outputs: Readonly<Record<string, Values>>): void;
}

export interface Progress {
  readonly iteration: number;
  readonly until: number;
  /** The newest loss measured; undefined before the first. */
  readonly loss: number | undefined;
  /** Seconds that are left at the pace so far. */
  readonly eta: number;
}

export interface DriveOptions {
  /** The iteration to reach. */
  readonly until: number;
  readonly sink?: Sink;
  /** A row is measured at every iteration that this divides, and at the last. */
  readonly scalarsEvery?: number;
  /** A checkpoint is kept at every iteration that this divides, and at the last. */
  readonly checkpointEvery?: number;
  /** Whether the outputs of all stages are kept beside each checkpoint. */
  readonly stages?: boolean;
  readonly patience?: Patience | undefined;
  /** What was measured on the way to the start; a spent patience ends the run before its first step. */
  readonly earlier?: Earlier;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

/** How a run ended: it reached its iteration or the end of its schedule, was stopped by its patience or its user, or left the numbers. */
export type Ending = Exclude<Status, 'running'>;

export interface Outcome {
  readonly status: Ending;
  readonly reason: string | undefined;
  /** The last finite state. */
  readonly state: State;
  /** The smallest loss measured, also on the way to the start, and the last; undefined where no row was. */
  readonly best: Measured | undefined;
  readonly last: Measured | undefined;
}

/** How long the loop may keep signals and the terminal waiting, in milliseconds. */
const BREATH = 50;

const LEFT = 'the state is not finite';

/**
 * Takes a solver from a state to an iteration, recording on the way. The state that it ends with is always recorded, so a
 * run that was interrupted goes on where it stopped; one that leaves the finite numbers keeps the last finite state.
 */
export async function drive(solver: Solver, start: State, options: DriveOptions): Promise<Outcome> {
  const { until, sink, scalarsEvery = 1, checkpointEvery = until, stages = false } = options;
  const { patience, earlier, signal } = options;
  const cursor = openCursor(solver, start);
  const began = performance.now();
  let breathed = began;
  let iteration = start.iteration;
  let safe = start;
  let best = earlier?.best;
  let last = earlier?.last;

  const end = (status: Ending, reason?: string): Outcome => {
    const newest = iteration > safe.iteration ? cursor.state() : safe;
    if (status !== 'non-finite' && !isFiniteState(newest)) return end('non-finite', `iteration ${iteration}: ${LEFT}`);
    const state = status === 'non-finite' ? lastFinite(solver, safe, iteration - 1) : newest;
    if (state.iteration > safe.iteration) sink?.checkpoint(state);
    return { status, reason, state, best, last };
  };

  const stop = () => end('stopped', `no smaller loss in ${patience?.patience} iterations`);

  try {
    if (earlier?.spent) return stop();
    while (iteration < until) {
      if (iteration > start.iteration && performance.now() - breathed > BREATH) {
        const eta = ((performance.now() - began) / 1000 / (iteration - start.iteration)) * (until - iteration);
        options.onProgress?.({ iteration, until, loss: last?.loss, eta });
        await setImmediate();
        breathed = performance.now();
      }
      const over = cursor.done?.();
      if (over !== undefined) return end('finished', over);
      if (signal?.aborted) return end('interrupted', String(signal.reason));
      iteration++;
      const keep = iteration % checkpointEvery === 0 || iteration === until;
      if (stages && keep && sink) sink.stages(iteration, tapStages(solver, cursor.state()));
      const scalars = cursor.advance(iteration % scalarsEvery === 0 || iteration === until);
      if (scalars !== undefined) {
        sink?.row(iteration, scalars);
        if (!isFiniteRow(scalars)) return end('non-finite', `iteration ${iteration}: ${nonFinite(scalars)}`);
        last = { iteration, loss: scalars.loss };
        if (best === undefined || last.loss < best.loss) best = last;
        if (patience?.observe(iteration, scalars.loss)) return stop();
      }
      if (keep) {
        const state = cursor.state();
        if (!isFiniteState(state)) return end('non-finite', `iteration ${iteration}: ${LEFT}`);
        sink?.checkpoint(state);
        safe = state;
      }
    }
    return end('finished');
  } finally {
    cursor.close();
  }
}

function nonFinite(scalars: Scalars): string {
  const [name, value] = Object.entries(scalars).find(
    ([column, number]) => Number.isNaN(number) || (column === 'loss' && !Number.isFinite(number)),
  ) as [string, number];
  return `${name} is ${value}`;
}
