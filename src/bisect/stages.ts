import { type Comparison, compareValues, EXACT, type Stages, unlike, worstOf } from '../parity/index.js';
import { pick, type Stage, type State, type Value, type Values } from '../solver.js';
import type { Stepped } from './program.js';
import type { Sides } from './search.js';

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
export async function stagesOneByOne(
  { options, store, onProbe }: Pick<Sides, 'options' | 'store' | 'onProbe'>,
  stages: readonly Stage[],
  before: State,
  expected: Stages,
): Promise<StageAnswer> {
  const iteration = before.iteration + 1;
  const known: Record<string, Value> = { ...before.values, iteration };
  const differing: StageDifference[] = [];
  const compared: string[] = [];
  for (const stage of stages) {
    const outputs = Object.hasOwn(expected, stage.name) ? expected[stage.name] : undefined;
    if (outputs !== undefined && stage.inputs.every((name) => Object.hasOwn(known, name))) {
      const found = await store.probe(`stage-${iteration}-${stage.name}`, async () => {
        onProbe(0);
        const inputs = pick(known, stage.inputs, `stage ${stage.name}`);
        let own: Values;
        try {
          own = stage.run(inputs);
        } catch (error) {
          const { message } = error as Error;
          return [unlike(stage.name, `fails: ${message}`, EXACT)];
        }
        return differences(stage.name, outputs, own, iteration, options);
      });
      if (found !== null) compared.push(stage.name);
      if (found !== null && found.length > 0) differing.push({ stage: stage.name, found });
    }
    Object.assign(known, outputs);
  }
  return { differing, isolated: true, compared };
}

/** Compares the stages that a step has shown; those after the first that differs may only have passed its error on. */
export function stagesInOrder(
  { options }: Pick<Sides, 'options'>,
  { state, stages = {} }: Stepped,
  expected: Stages,
): StageAnswer {
  const { iteration } = state;
  const pairs = Object.keys(expected)
    .filter((stage) => Object.hasOwn(stages, stage))
    .map((stage) => ({ stage, found: differences(stage, expected[stage], stages[stage], iteration, options) }));
  return {
    differing: pairs.flatMap(({ stage, found }) => (found !== null && found.length > 0 ? [{ stage, found }] : [])),
    isolated: false,
    compared: pairs.filter(({ found }) => found !== null).map(({ stage }) => stage),
  };
}

/** What differs of the outputs that both have; null where there are none: another program may keep fewer. */
function differences(
  of: string,
  expected: Values,
  found: Values,
  iteration: number,
  options: Sides['options'],
): Comparison[] | null {
  const common = Object.keys(expected).filter((name) => Object.hasOwn(found, name));
  if (common.length === 0) return null;
  const some = (values: Values) => pick(values, common, of);
  const compared = compareValues(some(expected), some(found), { of, iteration }, { rules: options.rules });
  return worstOf(compared.map(({ verdict }) => verdict)) === 'differs'
    ? compared.filter(({ verdict }) => verdict === 'differs')
    : [];
}
