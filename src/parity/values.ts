import { InputError } from '../errors.js';
import type { Value, Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import { type Comparison, unlike } from './comparison.js';
import type { Growth } from './growth.js';
import { compareTensors, type Excused } from './tensors.js';
import { type Band, type Rule, type Tolerance, toleranceFor } from './tolerance.js';

export interface Options {
  /** What is tolerated, by name; nothing where no rule fits. */
  readonly rules?: readonly Rule[] | undefined;
  /** What rounding explains of runs that go their own way from one start. */
  readonly growth?: Growth | undefined;
}

/** The stages of one step with their outputs, in data-flow order. */
export type Stages = Readonly<Record<string, Values>>;

/** Where values stand: `state`, or the stage that gave them; and in which iteration, for the growth law. */
export interface Place {
  readonly of: string;
  readonly iteration?: number;
}

/**
 * Compares values by name, in the reference's order: those of a state, or the outputs of a stage. A name that one side lacks
 * is a difference. Throws InputError when the two have no name in common.
 */
export function compareValues(
  reference: Values,
  candidate: Values,
  { of, iteration }: Place,
  options: Options = {},
): Comparison[] {
  const names = [
    ...Object.keys(reference),
    ...Object.keys(candidate).filter((name) => !Object.hasOwn(reference, name)),
  ];
  const common = names.filter((name) => Object.hasOwn(reference, name) && Object.hasOwn(candidate, name));
  if (common.length === 0) throw nothingInCommon(of, Object.keys(reference), Object.keys(candidate));
  return names.map((name) => {
    const full = `${of}/${name}`;
    const { band, ...rule } = toleranceFor(options.rules ?? [], full);
    const known = options.growth?.at(full, iteration ?? 0);
    if (!common.includes(name)) {
      return unlike(full, Object.hasOwn(candidate, name) ? 'the reference has none' : 'the candidate has none', rule);
    }
    const tolerance = known === undefined ? rule : widened(rule, known.allowed, known.reason);
    const excused = band && excuse(band, reference, full);
    const comparison = compareTensors(full, asTensor(reference[name]), asTensor(candidate[name]), tolerance, excused);
    const isChaos = known?.beyond === true && comparison.verdict !== 'same' && comparison.problem === undefined;
    return isChaos ? { ...comparison, verdict: 'not comparable' } : comparison;
  });
}

/** Compares the outputs of the stages that both have, in data-flow order. Throws InputError when there is no such stage. */
export function compareStages(
  reference: Stages,
  candidate: Stages,
  iteration: number,
  options: Options = {},
): Comparison[] {
  const common = Object.keys(reference).filter((stage) => Object.hasOwn(candidate, stage));
  if (common.length === 0) throw nothingInCommon('stages', Object.keys(reference), Object.keys(candidate));
  const lacking = [...Object.keys(reference), ...Object.keys(candidate)].filter((stage) => !common.includes(stage));
  return [
    ...common.flatMap((stage) => compareValues(reference[stage], candidate[stage], { of: stage, iteration }, options)),
    ...lacking.map((stage) =>
      unlike(
        stage,
        Object.hasOwn(candidate, stage) ? 'the reference has no such stage' : 'the candidate has no such stage',
        toleranceFor([], stage),
      ),
    ),
  ];
}

const asTensor = (value: Value): Tensor => (typeof value === 'number' ? tensor([], Float64Array.of(value)) : value);

const widened = (rule: Tolerance, allowed: number, reason: string): Tolerance =>
  allowed > (rule.absolute ?? 0) ? { ...rule, absolute: allowed, reason } : rule;

/** Which elements lie in a band. Throws InputError when the values lack its tensor or its shape does not lead that of the elements. */
function excuse({ tensor: guard, at, within }: Band, values: Values, name: string): Excused {
  const value = Object.hasOwn(values, guard) ? values[guard] : undefined;
  if (value === undefined) throw new InputError(`band of ${name}: no tensor "${guard}" beside it`);
  const { shape, data } = asTensor(value);
  const own = asTensor(values[name.slice(name.indexOf('/') + 1)]);
  if (shape.some((extent, axis) => extent !== own.shape[axis])) {
    throw new InputError(`band of ${name}: [${shape}] of "${guard}" does not lead its shape [${own.shape}]`);
  }
  const each = own.data.length / Math.max(1, data.length);
  return (element) => Math.abs(Number(data[Math.floor(element / each)]) - at) <= within;
}

function nothingInCommon(what: string, reference: readonly string[], candidate: readonly string[]): InputError {
  const some = (names: readonly string[]) => names.slice(0, 5).join(', ') || 'nothing';
  return new InputError(`${what}: nothing in common: ${some(reference)} against ${some(candidate)}`);
}
