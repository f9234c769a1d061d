import { stdRng } from '../random/std-rng.js';
import { openCursor, type Scalars, type Solver, type State, tapStages, type Value } from '../solver.js';
import type { Stages } from './values.js';

/** Where a twin is at a stop. */
export interface TwinStop {
  readonly state: State;
  /** The rows since the stop before, by iteration, as far as they were asked for. */
  readonly rows: ReadonlyMap<number, Scalars>;
  /** The outputs of the stages of the step that led here, where they were asked for. */
  readonly stages: Stages | undefined;
}

/** What is kept of a run besides its states: the rows and the stages of which iterations. */
export interface Wanted {
  readonly row?: (iteration: number) => boolean;
  readonly stages?: (iteration: number) => boolean;
}

/**
 * A run that does as the solver does, but whose start, and whose state at each of `stops`, is moved by a rounding: every
 * float that is not zero by one step of its precision up, down or not at all, drawn from `seed`. Gives where it is at the
 * stops, before it is moved.
 */
export function* perturbedTwin(
  solver: Solver,
  start: State,
  stops: readonly number[],
  seed: number,
  wanted: Wanted = {},
): Generator<TwinStop, void> {
  const uniform = stdRng(seed);
  // -1, 0 and 1 alike
  const draw = () => Math.floor(uniform(-1, 2));
  let state = start;
  for (const stop of stops) {
    if (stop <= state.iteration) continue;
    const found = follow(solver, moved(state, draw), stop, wanted);
    if (found === undefined) return;
    yield found;
    state = found.state;
  }
}

/** Goes on from a state to an iteration; undefined where the schedule ends before it. */
export function follow(
  solver: Solver,
  start: State,
  stop: number,
  { row = () => false, stages: tapped = () => false }: Wanted = {},
): TwinStop | undefined {
  const cursor = openCursor(solver, start);
  const rows = new Map<number, Scalars>();
  let stages: Stages | undefined;
  try {
    for (let iteration = start.iteration + 1; iteration <= stop; iteration++) {
      if (cursor.done?.() !== undefined) return undefined;
      if (iteration === stop && tapped(stop)) stages = tapStages(solver, cursor.state());
      const scalars = cursor.advance(row(iteration));
      if (scalars !== undefined) rows.set(iteration, scalars);
    }
    return { state: cursor.state(), rows, stages };
  } finally {
    cursor.close();
  }
}

function moved(state: State, draw: () => number): State {
  const values = Object.entries(state.values).map(([name, value]): [string, Value] => {
    if (typeof value === 'number') return [name, value];
    const { data } = value;
    if (data instanceof Float32Array) return [name, { ...value, data: data.map((each) => step32(each, draw())) }];
    if (data instanceof Float64Array) return [name, { ...value, data: data.map((each) => step64(each, draw())) }];
    return [name, value];
  });
  return { ...state, values: Object.fromEntries(values) };
}

const bits = new DataView(new ArrayBuffer(8));

// a zero is no result of a rounding but a start or an exact difference, and stays
const isRounded = (value: number): boolean => value !== 0 && Number.isFinite(value);

function step32(value: number, by: number): number {
  if (!isRounded(value)) return value;
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + by);
  return bits.getFloat32(0);
}

function step64(value: number, by: number): number {
  if (!isRounded(value)) return value;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(by));
  return bits.getFloat64(0);
}
