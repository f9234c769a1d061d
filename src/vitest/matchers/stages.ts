import { stagesOneByOne } from '../../bisect/index.js';
import { describeValue, type Rule } from '../../parity/index.js';
import { type Solver, type State, tapStages } from '../../solver.js';
import { checkSolver } from './solvers.js';
import { type Matched, matched } from './verdict.js';

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
    if (at.includes(state.iteration + 1)) {
      const answer = stagesOneByOne(received.stages, state, tapStages(reference, state), { rules });
      for (const stage of answer.compared) compared.add(stage);
      const [first] = answer.differing;
      if (first !== undefined) {
        const others = answer.differing.slice(1).map(({ stage }) => stage);
        return matched(false, {
          passed: '',
          failed: `iteration ${state.iteration + 1}, stage ${first.stage}: ${first.found.map(describeValue).join('\n')}${
            others.length > 0 ? `\nwith errors of their own: ${others.join(', ')}` : ''
          }`,
        });
      }
    }
    state = reference.step(state).state;
  }
  if (compared.size === 0) throw new Error('toAgreeByStage: nothing in common to compare');
  return matched(lacking.length === 0, {
    passed: `agrees in ${[...compared].join(', ')}`,
    failed: `has no stage ${lacking.map(({ name }) => name).join(', ')}`,
  });
}
