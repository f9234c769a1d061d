import type { Solver, State } from '../solver.js';
import { type Answer, type BisectOptions, bisect } from './bisect.js';
import { type History, historyOf } from './history.js';
import { solverProgram } from './program.js';

export interface InProcessOptions extends BisectOptions {
  /** The iteration to go to, from the start of the reference. */
  readonly iterations: number;
  /** Iterations between two states of the reference that are kept; the square root of all unless given. Never changes the answer. */
  readonly checkpointEvery?: number | undefined;
}

/** Finds where a solver leaves another, both run here and now: as {@link bisect}, with no folder read or written. */
export const bisectSolvers = async (
  reference: Solver,
  candidate: Solver,
  { iterations, checkpointEvery, ...options }: InProcessOptions,
): Promise<Answer> =>
  bisect(await historyOfSolver(reference, iterations, checkpointEvery), solverProgram(candidate), options);

/** The history of a solver from its start to an iteration, or to the end of its schedule, of which some states are kept in memory. */
export async function historyOfSolver(
  solver: Solver,
  iterations: number,
  every: number = Math.ceil(Math.sqrt(iterations)),
): Promise<History> {
  const program = solverProgram(solver);
  const start = solver.init();
  const states = new Map<number, State>([[start.iteration, start]]);
  const end = start.iteration + iterations;
  const stops = Array.from({ length: Math.ceil(iterations / every) }, (_, i) =>
    Math.min(end, start.iteration + (i + 1) * every),
  );
  await program.follow(start, stops, async (state) => {
    states.set(state.iteration, state);
    return 'on';
  });
  // where the schedule ends between two of them
  let last = [...states.values()].at(-1) as State;
  while (last.iteration < end && solver.done?.(last) === undefined) last = solver.step(last).state;
  states.set(last.iteration, last);
  const recording = {
    folder: solver.subject,
    checkpoints: () => [...states.keys()],
    state: (iteration: number) => states.get(iteration) as State,
    stageFiles: () => [],
    stages: () => ({}),
  };
  return historyOf(recording, program);
}
