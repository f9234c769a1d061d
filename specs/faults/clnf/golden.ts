import { doubles, PLACEMENT, POSITION } from '../../../src/clnf/state.js';
import { pick, type Solver, type Stage, type Value, type Values } from '../../../src/solver.js';
import { type Tensor, tensor } from '../../../src/tensor.js';
import { type CaseName, type GoldenCase, goldenCase, worst } from '../../support/clnf.js';
import { toleranceOf } from '../../support/clnf-tolerances.js';

/** A stage that is not as in the C++. */
export interface Departure {
  /** 0 stands for the start. */
  readonly iteration: number;
  readonly stage: string;
  readonly quantity: string;
  readonly difference: number;
}

/**
 * Holds each stage of each iteration to the C++, given the very inputs that the C++ had, in data-flow order. What the C++
 * did not keep (Jacobians after the first of a stage, measurements) is taken from the right solver. Gives the stages that
 * depart from it, the first `most` of them.
 */
export function departures(name: CaseName, right: Solver, candidate: Solver, most = 1): Departure[] {
  const golden = goldenCase(name);
  const found: Departure[] = [];
  const start = worst(doubles(candidate.init().values, 'params'), golden.tensor('w11/params_start').data);
  if (start > toleranceOf('updated'))
    found.push({ iteration: 0, stage: 'start', quantity: 'params', difference: start });
  const places = golden.trace.map((row) => placeOf(row));
  for (const [i, place] of places.entries()) {
    const values: Record<string, Value> = {
      ...right.init().values,
      ...beginning(golden, place),
      iteration: i + 1,
    };
    const expected = expectedOf(golden, place, places[i + 1]);
    for (const [at, stage] of right.stages.entries()) {
      const known = expected[stage.name];
      const inputs = { ...values };
      if (!KEPT_WHOLE.includes(stage.name)) Object.assign(values, run(stage, inputs));
      if (known === undefined) continue;
      Object.assign(values, known);
      const departure = departureOf(run(candidate.stages[at], inputs), known);
      if (departure !== undefined) found.push({ iteration: i + 1, stage: stage.name, ...departure });
      if (found.length >= most) return found.slice(0, most);
    }
  }
  return found;
}

/** Stages of which the C++ kept all that later ones take. */
const KEPT_WHOLE = ['warp', 'patch-response', 'response-map', 'solve'];

const run = (stage: Stage, values: Values): Values => stage.run(pick(values, stage.inputs, stage.name));

function departureOf(outputs: Values, expected: Values): Pick<Departure, 'quantity' | 'difference'> | undefined {
  for (const [quantity, value] of Object.entries(expected)) {
    const difference = differenceOf(quantity, outputs[quantity], value);
    if (!(difference <= toleranceOf(quantity))) return { quantity, difference };
  }
  return undefined;
}

/**
 * A position in the middle between two steps of 1/32 px may be rounded the other way, as the matrix has other last bits than
 * the C++'s: so many pixels of an area may differ.
 */
const TURNED = 0.01;

function differenceOf(quantity: string, found: Value, expected: Value): number {
  if (quantity !== 'aoi') return worstOf(found, expected);
  const [own, theirs] = [found, expected].map((value) => (value as Tensor<Float64Array>).data);
  const turned = theirs.reduce((count, value, i) => count + (own[i] === value ? 0 : 1), 0) / theirs.length;
  return own.length === theirs.length && turned <= TURNED ? 0 : worstOf(found, expected);
}

/** The largest difference of two values; infinite where they are of two shapes or one is not a number. */
function worstOf(found: Value, expected: Value): number {
  if (typeof expected === 'number') return Math.abs((found as number) - expected);
  const data = (found as Tensor<Float64Array>).data;
  if (data.length !== expected.data.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const difference = Math.abs(data[i] - Number(expected.data[i]));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

/** Where an iteration stands in the schedule of the C++. */
interface Place {
  readonly side: number;
  readonly window: number;
  readonly stage: number;
  readonly inner: number;
  readonly view: number;
}

const SIDES = [11, 9, 7];

const placeOf = (row: Readonly<Record<string, string>>): Place => ({
  side: Number(row.window),
  window: SIDES.indexOf(Number(row.window)),
  stage: row.stage === 'rigid' ? 0 : 1,
  inner: Number(row.iteration),
  view: Number(row.view),
});

const nameOf = ({ side, stage, inner }: Place) => `w${side}/${stage === 0 ? 'rigid' : 'nonrigid'}/${inner}`;

const positionOf = (place: Place | undefined): Values => {
  const next = place === undefined ? [1, 1, 0, 0, 0, 0, 0] : [0, 0, 0, 0, place.window, place.stage, place.inner];
  return Object.fromEntries(POSITION.map((name, i) => [name, next[i]]));
};

const given = (golden: GoldenCase, key: string): Tensor => {
  const { shape, data } = golden.tensor(key);
  return tensor(shape, Float64Array.from(data));
};

/** The state that an iteration begins with, as far as the C++ kept it. */
function beginning(golden: GoldenCase, place: Place): Values {
  const { side, stage, inner } = place;
  const before =
    inner > 0
      ? nameOf({ ...place, inner: inner - 1 })
      : stage > 0
        ? nameOf({ ...place, stage: 0, inner: 4 })
        : undefined;
  return {
    ...positionOf(place),
    params: given(golden, before === undefined ? `w${side}/params_start` : `${before}/params`),
    ...placed(golden, place),
    visible: given(golden, `w${side}/visible`),
    presigma: given(golden, `w${side}/presigma`),
    response: given(golden, `w${side}/response`),
  };
}

function placed(golden: GoldenCase, { side, window, view }: Place): Values {
  const kept = PLACEMENT.filter((name) => !['map_part', 'map_scale', 'view'].includes(name));
  const tensors = kept.map((name) => [name, given(golden, `w${side}/${name}`)]);
  return { map_part: 0, map_scale: window, view, ...Object.fromEntries(tensors) };
}

/** What the stages of an iteration give, as far as the C++ kept it. */
function expectedOf(golden: GoldenCase, place: Place, next: Place | undefined): Readonly<Record<string, Values>> {
  const { side, stage, inner } = place;
  const iteration = nameOf(place);
  const some = (names: readonly string[], prefix = iteration) =>
    Object.fromEntries(names.map((name) => [name, given(golden, `${prefix}/${name}`)]));
  const isStart = stage === 0 && inner === 0;
  return {
    ...(isStart && {
      warp: { ...placed(golden, place), ...some(['visible', 'reg_sigma_wf'], `w${side}`) },
      'patch-response': some(['presigma'], `w${side}`),
      'response-map': some(['response'], `w${side}`),
    }),
    'mean-shift': some(['shape', 'd', 'mean_shift', 'mean_shift_img']),
    ...(inner === 0 && { jacobian: some(['jacobian']) }),
    solve: some([...(inner === 0 ? ['hessian'] : []), 'gradient', 'update']),
    update: { updated: given(golden, `${iteration}/params`), ...positionOf(next) },
  };
}
