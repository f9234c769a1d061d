import { isSameState } from '../../src/bisect/history.js';
import {
  type Answer,
  bisect,
  type Fault,
  type History,
  historyOfSolver,
  solverProgram,
  withFault,
} from '../../src/bisect/index.js';
import { compareValues } from '../../src/parity/index.js';
import { stdRng } from '../../src/random/std-rng.js';
import { type Solver, type State, tapStages } from '../../src/solver.js';
import type { KnownFault, Scene } from './fault.js';

/** A run without fault, whose every state is known. */
export interface Reference<S extends Scene = Scene> {
  readonly scene: S;
  readonly states: readonly State[];
  /** The same run as bisect is given it: some of its states, and a program that makes the others again. */
  history(checkpointEvery: number): Promise<History>;
}

/** Follows a scene to its end, or to that of its schedule. */
export function referenceOf<S extends Scene>(scene: S): Reference<S> {
  const { solver, iterations } = scene;
  const states = [solver.init()];
  while (states.length <= iterations && solver.done?.(states[states.length - 1]) === undefined) {
    states.push(solver.step(states[states.length - 1]).state);
  }
  const histories = new Map<number, Promise<History>>();
  const history = (every: number) => {
    const known = histories.get(every) ?? historyOfSolver(solver, states.length - 1, every);
    histories.set(every, known);
    return known;
  };
  return { scene, states, history };
}

/** Where a fault is. */
export interface Place {
  readonly iteration: number;
  readonly stage: string;
  /** Whether it shows in the outputs of its stage alone, and never in a state. */
  readonly isHidden: boolean;
}

/**
 * Where a fault first makes a difference, found without any search: by a step from every state of the right run since it is on. It is the
 * first that gives another state; where none does, the first in which a stage gives something else. Undefined where none
 * does either.
 */
export function placeOf({ scene, states }: Reference, fault: Fault): Place | undefined {
  const faulty = withFault(scene.solver, fault);
  if (fault.kind === 'start') {
    return isSameState(states[0], faulty.init()) ? undefined : { iteration: 0, stage: 'start', isHidden: false };
  }
  const [stage, at] = fault.kind === 'state' ? ['state', fault.at] : [fault.stage, fault.from ?? 1];
  const later = states.slice(at).map((after, i) => ({ before: states[at + i - 1], after }));
  const seen = later.find(({ before, after }) => !isSameState(after, faulty.step(before).state));
  if (seen !== undefined) return { iteration: seen.after.iteration, stage, isHidden: false };
  if (stage === 'state') return undefined;
  const hidden = later.find(({ before }) => differInStage(scene.solver, faulty, stage, before));
  return hidden && { iteration: hidden.after.iteration, stage, isHidden: true };
}

/** Whether a stage gives something else in the step from a state. */
const differInStage = (right: Solver, faulty: Solver, stage: string, before: State): boolean =>
  compareValues(tapStages(right, before)[stage], tapStages(faulty, before)[stage], { of: stage }).some(
    ({ verdict }) => verdict !== 'same',
  );

/** What bisect made of a fault that was switched on at an iteration, against where it is. */
export interface Trial {
  readonly at: number;
  /** Undefined where the fault changes nothing in this run. */
  readonly place: Place | undefined;
  readonly answer: Answer;
  readonly isIteration: boolean;
  readonly isStage: boolean;
}

/** Switches a fault on at an iteration, and lets bisect look for it among every tenth state, or among all where it heals. */
export async function tryFault<S extends Scene>(
  reference: Reference<S>,
  known: KnownFault<S>,
  at: number,
): Promise<Trial> {
  const { scene } = reference;
  const fault = known.put(scene, at);
  const place = placeOf(reference, fault);
  const history = await reference.history(known.heals ? 1 : 10);
  const answer = await bisect(history, solverProgram(withFault(scene.solver, fault)));
  const isExact = answer.outcome === 'found' && (answer.stage === 'start' || answer.differs === answer.agrees + 1);
  return {
    at,
    place,
    answer,
    isIteration: isExact && answer.differs === place?.iteration,
    isStage: isExact && answer.stage === place?.stage,
  };
}

/** An iteration to switch a fault on at, from 1 to `latest`: the same for the same fault and turn, any other for others. */
export function onsetOf(id: string, turn: number, latest: number): number {
  const seed = Array.from(id).reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 1_000_003, turn);
  return 1 + Math.floor(stdRng(seed)(0, 1) * latest);
}
