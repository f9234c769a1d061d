import { compareValues, EXACT, type Options, type Stages, toleranceFor } from '../parity/index.js';
import type { State } from '../solver.js';
import type { Finding } from './bisect.js';
import type { Stepped } from './program.js';
import { dyadic, type Sides } from './search.js';
import { type StageAnswer, stagesInOrder, stagesOneByOne } from './stages.js';

/**
 * What the one step that leads to an iteration shows from the reference's own state: nothing, or the stage and the value in
 * which an error is born there.
 */
export function look(sides: Sides, iteration: number): Promise<Finding> {
  const { reference, candidate, store, onProbe } = sides;
  return store.probe(`step-${iteration}`, async (): Promise<Finding> => {
    onProbe(1);
    const before = await reference.state(iteration - 1);
    // asked first, since where it is made again its state comes with it
    const expected = await reference.stages(iteration);
    const stepped = await candidate.step(before);
    const ended = typeof stepped === 'string' ? stepped : undefined;
    const found = { outcome: 'found' as const, agrees: iteration - 1, differs: iteration, ended };
    const value = typeof stepped === 'string' ? undefined : await ofState(sides, stepped);
    const stages = expected && ofStages(sides, before, stepped, expected);
    const [born] = stages?.differing ?? [];
    if (born !== undefined) {
      const isHidden = value === undefined && ended === undefined;
      return { ...found, stage: born.stage, value: born.found[0], stages, ...(isHidden && { isHidden }) };
    }
    if (value === undefined && ended === undefined) return { outcome: 'none', agrees: iteration };
    if (stages === undefined) return { ...found, value, reason: UNKNOWN };
    if (stages.compared.length > 0) return { ...found, value, stage: 'state', stages };
    return { ...found, value, reason: 'the two have no stage in common' };
  });
}

/** The first of the iterations from which on a step differs; undefined where the last does not. The last is looked at first. */
export async function searchSteps(sides: Sides, points: readonly number[]): Promise<Finding | undefined> {
  let [low, high] = [points[0], points.at(-1) as number];
  let found = await look(sides, high);
  if (found.outcome === 'none') return undefined;
  while (high - low > 1) {
    const middle = dyadic(low, high);
    const at = await look(sides, middle);
    if (at.outcome === 'none') low = middle;
    else [high, found] = [middle, at];
  }
  return found;
}

async function ofState({ reference, options }: Sides, { state }: Stepped): Promise<Finding['value']> {
  const { iteration } = state;
  const { values } = await reference.state(iteration);
  const compared = compareValues(values, state.values, { of: 'state', iteration }, { rules: options.rules });
  return compared.find(({ verdict }) => verdict === 'differs');
}

const UNKNOWN = 'the stages of this step are not known of both, or no rule says what may differ in any';

/** What the stages of a step say; undefined where the candidate does not show it, or the rules say nothing of stages. */
function ofStages(
  { candidate, options }: Sides,
  before: State,
  stepped: Stepped | string,
  expected: Stages,
): StageAnswer | undefined {
  if (!isJudged(expected, options)) return undefined;
  if (candidate.stages !== undefined) return stagesOneByOne(candidate.stages, before, expected, options);
  return typeof stepped === 'string' ? undefined : stagesInOrder(stepped, expected, options);
}

/** Whether the rules speak of stages at all: those of the state alone allow roundings, and these come from stages. */
const isJudged = (stages: Stages, { rules = [] }: Options): boolean =>
  rules.length === 0 ||
  Object.entries(stages).some(([stage, outputs]) =>
    Object.keys(outputs).some((name) => toleranceFor(rules, `${stage}/${name}`) !== EXACT),
  );
