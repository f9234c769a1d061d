import { stagesOneByOne } from '../../bisect/index.js';
import { describeValue, type Rule } from '../../parity/index.js';
import type { Solver, State, Values } from '../../solver.js';
import { checkSolver } from './solvers.js';
import { failed, type Matched, passed } from './verdict.js';

export interface StageOptions {
  /** The steps of the reference that are looked at, by the iteration that they make; 1, 2, 4 and 8 unless given. */
  readonly at?: readonly number[];
  /** What may differ, by stage and value, each with its reason; nothing unless given. */
  readonly rules?: readonly Rule[];
}

/**
 * Whether every stage of a solver gives what the reference's stage of the same name gives from the reference's own inputs, so
 * that a difference belongs to the stage that is named. Throws TypeError for what is no solver, and Error where the two have
 * no stage in common.
 */
export async function toAgreeByStage(
  received: unknown,
  reference: Solver,
  { at = [1, 2, 4, 8], rules = [] }: StageOptions = {},
): Promise<Matched> {
  checkSolver(received, 'toAgreeByStage');
  checkSolver(reference, 'toAgreeByStage');
  if (at.length === 0) throw new TypeError('toAgreeByStage: no iteration to look at');
  let state: State = reference.init();
  const last = Math.max(...at);
  const compared = new Set<string>();
  const lacking = reference.stages.filter(({ name }) => !received.stages.some((stage) => stage.name === name));
  while (state.iteration < last && reference.done?.(state) === undefined) {
    const stages: Record<string, Values> = {};
    const { state: next } = reference.step(state, (stage, outputs) => {
      stages[stage] = outputs;
    });
    if (at.includes(next.iteration)) {
      const answer = stagesOneByOne(received.stages, state, stages, { rules });
      for (const stage of answer.compared) compared.add(stage);
      const [first, ...others] = answer.differing;
      if (first !== undefined) {
        const found = first.found.map(describeValue).join('\n');
        const more =
          others.length > 0 ? `\nwith errors of their own: ${others.map(({ stage }) => stage).join(', ')}` : '';
        return failed(`iteration ${next.iteration}, stage ${first.stage}: ${found}${more}`);
      }
    }
    state = next;
  }
  if (compared.size === 0) throw new Error('toAgreeByStage: nothing in common to compare');
  return lacking.length > 0
    ? failed(`has no stage ${lacking.map(({ name }) => name).join(', ')}`)
    : passed(`agrees in ${[...compared].join(', ')}`);
}
