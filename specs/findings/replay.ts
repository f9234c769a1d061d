import type { Trace } from '../../src/findings/trace.js';
import { prepareAgain } from '../../src/run/index.js';
import { type State, tapStages, type Values } from '../../src/solver.js';
import type { Prepared, Subject } from '../../src/subject.js';
import { openRun } from '../../src/trace/index.js';

/** A recorded run at one of its checkpoints: the state, and what every stage of the step from it gives. */
export interface Moment {
  readonly state: State;
  readonly stages: Readonly<Record<string, Values>>;
  readonly prepared: Prepared;
}

export async function replay(subject: Subject, trace: Trace, iterations: readonly number[]): Promise<Moment[]> {
  const prepared = await prepareAgain(subject, openRun(trace.folder));
  return iterations.map((iteration) => {
    const state = prepared.adopt(trace.state(iteration), trace.folder);
    return { state, stages: tapStages(prepared.solver, state), prepared };
  });
}
