import { type Comparison, compareValues, EXACT, type Options, type Stages, unlike, worstOf } from '../parity/index.js';
import { pick, type Stage, type State, type Value, type Values } from '../solver.js';
import type { Stepped } from './program.js';

/** A stage whose outputs differ. */
export interface StageDifference {
  readonly stage: string;
  /** What differs, in the reference's order. */
  readonly found: readonly Comparison[];
}

/** What the stages of one step say. */
export interface StageAnswer {
  /** The stages that differ, in data-flow order. */
  readonly differing: readonly StageDifference[];
  /** Whether each was given the reference's own inputs, so that those after the first add errors of their own. */
  readonly isolated: boolean;
  /** The stages that could be compared. */
  readonly compared: readonly string[];
}

/**
 * Runs the candidate's stages one by one in data-flow order, each with the reference's own inputs: what it shows is born in
 * that stage. Stages of which the reference knows no output, or not every input, are left out.
 */
export function stagesOneByOne(
  stages: readonly Stage[],
  before: State,
  expected: Stages,
  options: Options,
): StageAnswer {
  const known: Record<string, Value> = { ...before.values, iteration: before.iteration + 1 };
  const looked = stages.map((stage): Looked => {
    const outputs = Object.hasOwn(expected, stage.name) ? expected[stage.name] : undefined;
    const isKnown = outputs !== undefined && stage.inputs.every((name) => Object.hasOwn(known, name));
    const found = isKnown ? differencesOf(stage, known, outputs, before.iteration + 1, options) : undefined;
    Object.assign(known, outputs);
    return { stage: stage.name, found };
  });
  return { ...summed(looked), isolated: true };
}

/** Compares the stages that a step has shown; those after the first that differs may only have passed its error on. */
export function stagesInOrder({ state, stages = {} }: Stepped, expected: Stages, options: Options): StageAnswer {
  const looked = Object.keys(expected)
    .filter((stage) => Object.hasOwn(stages, stage))
    .map((stage) => ({ stage, found: differences(stage, expected[stage], stages[stage], state.iteration, options) }));
  return { ...summed(looked), isolated: false };
}

/** A stage with what differs of it; undefined where it cannot be judged. */
interface Looked {
  readonly stage: string;
  readonly found: readonly Comparison[] | undefined;
}

const summed = (looked: readonly Looked[]): Pick<StageAnswer, 'differing' | 'compared'> => ({
  differing: looked.flatMap(({ stage, found = [] }) => (found.length > 0 ? [{ stage, found }] : [])),
  compared: looked.filter(({ found }) => found !== undefined).map(({ stage }) => stage),
});

function differencesOf(
  stage: Stage,
  known: Values,
  expected: Values,
  iteration: number,
  options: Options,
): readonly Comparison[] | undefined {
  const inputs = pick(known, stage.inputs, `stage ${stage.name}`);
  let outputs: Values;
  try {
    outputs = stage.run(inputs);
  } catch (error) {
    return [unlike(stage.name, `fails: ${error instanceof Error ? error.message : String(error)}`, EXACT)];
  }
  return differences(stage.name, expected, outputs, iteration, options);
}

/** What differs of the outputs that both have; undefined where there are none: another program may keep fewer. */
function differences(
  of: string,
  expected: Values,
  found: Values,
  iteration: number,
  { rules }: Options,
): readonly Comparison[] | undefined {
  const common = Object.keys(expected).filter((name) => Object.hasOwn(found, name));
  if (common.length === 0) return undefined;
  const some = (values: Values) => pick(values, common, of);
  const compared = compareValues(some(expected), some(found), { of, iteration }, { rules });
  return worstOf(compared.map(({ verdict }) => verdict)) === 'differs'
    ? compared.filter(({ verdict }) => verdict === 'differs')
    : [];
}
