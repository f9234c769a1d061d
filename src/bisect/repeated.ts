import { compareValues } from '../parity/index.js';
import type { State } from '../solver.js';
import { type Answer, type BisectOptions, bisect, pointsOf } from './bisect.js';
import { type History, isSameState } from './history.js';
import { findOnset, type Onset } from './onset.js';
import type { Program } from './program.js';
import { probe, type Sides } from './search.js';
import { type StageAnswer, stagesInOrder } from './stages.js';
import { storeInMemory } from './store.js';

/** An answer with what its repetition says of it. */
export interface RepeatedAnswer extends Omit<Answer, 'outcome'> {
  /**
   * Besides those of {@link Answer}: `noise`, where the candidate differs from itself as much as from the reference;
   * `inconsistent`, where it is not sure enough from where on it differs, which is then between `agrees` and `differs`.
   */
  readonly outcome: Answer['outcome'] | 'noise' | 'inconsistent';
  /** The probability of the iteration: 1 where the candidate gave the same numbers in all `repeats`. */
  readonly confidence: number;
  readonly repeats: number;
  /** The largest difference between two runs of the candidate from one state, by name; nothing for the same numbers. */
  readonly spread: Readonly<Record<string, number>>;
}

/** What a difference from the reference must be, in spreads of the candidate itself, to be no noise. */
const BEYOND_NOISE = 2;
const SURE = 0.95;

/**
 * As {@link bisect}, for a candidate that may not be deterministic: asks it again `repeats` times where the answer was
 * decided. Where it gives other numbers, the answer is looked for anew by repeated looks, and carries its confidence.
 */
export async function bisectRepeatedly(
  reference: History,
  candidate: Program,
  repeats: number,
  options: BisectOptions = {},
): Promise<RepeatedAnswer> {
  const answer = await bisect(reference, candidate, options);
  const alone = { ...answer, confidence: 1, repeats, spread: {} };
  if (repeats < 2 || !candidate.isFree || answer.stage === 'start') return alone;
  const points = pointsOf(reference, candidate, options.until);
  const [from, to] =
    answer.differs === undefined ? [points[0], points.at(-1) as number] : [answer.agrees, answer.differs];
  const states = await ends(candidate, await reference.state(from), to, repeats);
  const spread = spreadOf(states);
  if (Object.keys(spread).length === 0 && states.length === repeats) return alone;
  const noisy = { ...alone, spread };
  if (answer.differs !== undefined && isNoise(await reference.state(to), states, spread))
    return { ...noisy, outcome: 'noise' };
  return { ...noisy, ...(await lookAgain(reference, candidate, points, repeats, options)) };
}

/** The states that a candidate reaches when it is asked so often; fewer where it ended before. */
async function ends(candidate: Program, start: State, to: number, repeats: number): Promise<State[]> {
  const states: State[] = [];
  for (let i = 0; i < repeats; i++) {
    await candidate.follow(start, [to], async (state) => {
      states.push(state);
      return 'on';
    });
  }
  return states;
}

/** The largest difference of each value between one state and any other. */
function spreadOf([first, ...others]: readonly State[]): Record<string, number> {
  const spread: Record<string, number> = {};
  for (const state of others.filter((each) => !isSameState(first, each))) {
    for (const { name, largest } of compareValues(first.values, state.values, { of: 'state' })) {
      if (largest.absolute > 0) spread[name] = Math.max(spread[name] ?? 0, largest.absolute);
    }
  }
  return spread;
}

const isNoise = (expected: State, [first]: readonly State[], spread: Readonly<Record<string, number>>): boolean =>
  first !== undefined &&
  compareValues(expected.values, first.values, { of: 'state' }).every(
    ({ name, largest, problem }) => problem === undefined && largest.absolute <= BEYOND_NOISE * (spread[name] ?? 0),
  );

/** Looks for the onset by repeated looks, first among the recorded iterations and then between two of them. */
async function lookAgain(
  reference: History,
  candidate: Program,
  points: readonly number[],
  repeats: number,
  options: BisectOptions,
): Promise<Partial<RepeatedAnswer>> {
  const first = await reference.state(points[0]);
  const coarse = await onset(reference, candidate, points, candidate.start(points[0]) ?? first, repeats, options);
  const [agrees, differs] = [points[coarse.at - 1], points[coarse.at]];
  const nothing = { stage: undefined, stages: undefined, value: undefined, reason: undefined, drift: undefined };
  if (coarse.confidence < SURE) return { ...nothing, ...unsure(points, coarse) };
  if (differs === agrees + 1 || !(await reference.makes(agrees, differs))) {
    return { ...nothing, outcome: 'found', agrees, differs, confidence: coarse.confidence };
  }
  const between = Array.from({ length: differs - agrees + 1 }, (_, i) => agrees + i);
  const fine = await onset(reference, candidate, between, await reference.state(agrees), repeats, options);
  const confidence = coarse.confidence * fine.confidence;
  if (fine.confidence < SURE) return { ...nothing, ...unsure(between, fine), confidence };
  const at = between[fine.at];
  const found = { ...nothing, outcome: 'found' as const, agrees: at - 1, differs: at, confidence };
  return { ...found, ...(await vote(reference, candidate, at, repeats, options)) };
}

const unsure = (points: readonly number[], { interval: [low, high], confidence }: Onset): Partial<RepeatedAnswer> => ({
  outcome: 'inconsistent',
  agrees: points[low - 1],
  differs: points[high],
  confidence,
});

function onset(
  reference: History,
  candidate: Program,
  points: readonly number[],
  start: State,
  repeats: number,
  options: BisectOptions,
): Promise<Onset> {
  // looks at one place are not the same look, so nothing of them is kept
  const sides = (): Sides => ({ reference, candidate, options, store: storeInMemory(), onProbe: () => {} });
  const most = repeats * (2 * Math.ceil(Math.log2(points.length)) + 10);
  return findOnset(points.length - 1, most, async (place) => {
    const { differs } = await probe(sides(), 'look', start, points.slice(1, place + 1));
    return differs !== undefined;
  });
}

/** The stage in which most of the steps that differ do so first. */
async function vote(
  reference: History,
  candidate: Program,
  iteration: number,
  repeats: number,
  options: BisectOptions,
): Promise<Partial<RepeatedAnswer>> {
  const before = await reference.state(iteration - 1);
  const expected = await reference.stages(iteration);
  if (expected === undefined) return { reason: 'the reference has no stages of this step' };
  const answers: StageAnswer[] = [];
  for (let i = 0; i < 4 * repeats; i++) {
    const stepped = await candidate.step(before);
    if (typeof stepped === 'string') continue;
    const answer = stagesInOrder({ options }, stepped, expected);
    if (answer.differing.length > 0) answers.push(answer);
  }
  const count = (answer: StageAnswer) =>
    answers.filter(({ differing: [first] }) => first.stage === answer.differing[0].stage).length;
  const [best] = [...answers].sort((a, b) => count(b) - count(a));
  if (best === undefined) return { reason: 'no stage differed in the repeated steps' };
  const [{ stage, found }] = best.differing;
  return { stage, value: found[0], stages: best };
}
