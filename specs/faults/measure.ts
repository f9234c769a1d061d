import { type Answer, bisect, type Fault, solverProgram, withFault } from '../../src/bisect/index.js';
import { compareValues, worstOf } from '../../src/parity/index.js';
import type { Solver, State } from '../../src/solver.js';
import type { KnownFault, Scene } from './fault.js';
import { historyOf, statesOf, withRow } from './observed.js';

/** A run without fault, whose every state is known. */
export interface Reference<S extends Scene = Scene> {
  readonly scene: S;
  readonly solver: Solver;
  readonly states: readonly State[];
}

/** Follows a scene to its end. */
export function referenceOf<S extends Scene>(scene: S): Reference<S> {
  const solver = withRow(scene.solver);
  return { scene, solver, states: statesOf(solver, scene.iterations) };
}

/** Where a fault is, as is known without any search. */
export interface Place {
  readonly iteration: number;
  readonly stage: string;
}

/**
 * Where a fault first makes a difference, found without any search: by a step from every state of the right run, which
 * gives another state or another row. Undefined where none does.
 */
export function placeOf({ scene, states }: Reference, fault: Fault): Place | undefined {
  const faulty = withRow(withFault(scene.solver, fault));
  if (fault.kind === 'start') {
    return differ(states[0], faulty.init()) ? { iteration: 0, stage: 'start' } : undefined;
  }
  const found = states.slice(1).find((state, i) => differ(state, faulty.step(states[i]).state));
  return found && { iteration: found.iteration, stage: fault.kind === 'state' ? 'state' : fault.stage };
}

const differ = (right: State, found: State): boolean =>
  worstOf(compareValues(right.values, found.values, { of: 'state' }).map(({ verdict }) => verdict)) !== 'same';

/** What a bisect makes of a fault that sets in at iteration `at`, when the reference kept every tenth of its states. */
export const bisectFault = ({ scene, solver, states }: Reference, fault: Fault): Promise<Answer> =>
  bisect(historyOf(solver, states, 10), solverProgram(withRow(withFault(scene.solver, fault))));

/** What bisect made of a fault against where it is. */
export interface Trial {
  readonly at: number;
  /** Undefined where the fault changes nothing in this run. */
  readonly place: Place | undefined;
  readonly answer: Answer;
  readonly isIteration: boolean;
  readonly isStage: boolean;
}

/** Switches a fault on at an iteration and lets bisect look for it. */
export async function tryFault<S extends Scene>(
  reference: Reference<S>,
  known: KnownFault<S>,
  at: number,
): Promise<Trial> {
  const fault = known.put(reference.scene, at);
  const place = placeOf(reference, fault);
  const answer = await bisectFault(reference, fault);
  const named = answer.outcome === 'found' && (answer.stage === 'start' || answer.differs === answer.agrees + 1);
  return {
    at,
    place,
    answer,
    isIteration: named && answer.differs === place?.iteration,
    isStage: named && answer.stage === place?.stage,
  };
}
