import { InputError } from '../errors.js';
import { compareValues, type Stages, worstOf } from '../parity/index.js';
import type { State } from '../solver.js';
import type { Run } from '../trace/index.js';
import type { Program } from './program.js';

/** The states of one run: those that it recorded and, where a program makes them again number for number, those between. */
export interface History {
  /** The iterations that it recorded, increasing. */
  readonly recorded: readonly number[];
  /** The state at an iteration that was recorded, or between two of them that the program {@link History.makes}. */
  state(iteration: number): Promise<State>;
  /** Whether the program goes from the state of one recorded iteration over another to the next recorded one. */
  makes(after: number, by: number): Promise<boolean>;
  /** The outputs of the stages of the step that led to an iteration; undefined where neither record nor program has them. */
  stages(iteration: number): Promise<Stages | undefined>;
}

/** What was recorded of a run, in a folder or in memory. */
export type Recording = Pick<Run, 'folder' | 'checkpoints' | 'state' | 'stageFiles' | 'stages'>;

/** How many states that were made again are kept in memory. */
const KEPT = 16;

/** The history of a recorded run. `again` is a program that may make it again; that it does is never taken on trust. */
export function historyOf(run: Recording, again?: Program): History {
  const recorded = run.checkpoints();
  const made = new Map<string, boolean>();
  const newest = new Map<number, State>();
  const before = (iteration: number) => recorded.findLast((each) => each <= iteration) ?? recorded[0];

  const makes = async (after: number, by: number): Promise<boolean> => {
    const next = recorded.find((each) => each >= by);
    if (again === undefined || next === undefined) return false;
    const key = `${after}-${next}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const end = await reached(again, run.state(after), next);
    const isMade = end !== undefined && isSameState(run.state(next), end);
    made.set(key, isMade);
    return isMade;
  };

  const state = async (iteration: number): Promise<State> => {
    const recordedAt = before(iteration);
    if (recordedAt === iteration || again === undefined) return run.state(iteration);
    const next = recorded.find((each) => each > iteration);
    if (next === undefined || !(await makes(recordedAt, next)))
      throw new InputError(`${run.folder}: this program does not go on from its checkpoint ${recordedAt} as it did`);
    const near = Math.max(recordedAt, ...[...newest.keys()].filter((each) => each <= iteration));
    const start = newest.get(near) ?? run.state(near);
    const made = start.iteration === iteration ? start : await reached(again, start, iteration);
    if (made === undefined) throw new InputError(`${run.folder}: cannot be made again up to iteration ${iteration}`);
    keep(made);
    return made;
  };

  // states are mostly asked for near one another
  const keep = (state: State) => {
    newest.delete(state.iteration);
    newest.set(state.iteration, state);
    for (const oldest of newest.keys()) if (newest.size > KEPT) newest.delete(oldest);
  };

  return {
    recorded,
    state,
    makes,
    async stages(iteration) {
      if (run.stageFiles().includes(iteration)) return run.stages(iteration);
      const after = before(iteration - 1);
      const by = recorded.find((each) => each > after);
      if (again === undefined || by === undefined || !(await makes(after, by))) return undefined;
      const stepped = await again.step(await state(iteration - 1));
      if (typeof stepped === 'string') return undefined;
      keep(stepped.state);
      return stepped.stages;
    },
  };
}

/** The state that a program reaches at an iteration; undefined where it ends before. */
async function reached(program: Program, start: State, iteration: number): Promise<State | undefined> {
  let end: State | undefined;
  await program.follow(start, [iteration], async (state) => {
    end = state;
    return 'stop';
  });
  return end;
}

/** Whether two states hold the same numbers under the same names. */
export function isSameState(a: State, b: State): boolean {
  const found = compareValues(a.values, b.values, { of: 'state' });
  return worstOf(found.map(({ verdict }) => verdict)) === 'same';
}
