import type { Rule } from '../parity/index.js';
import type { State } from '../solver.js';
import { type Answer, type BisectOptions, bisect, pointsOf } from './bisect.js';
import { askBefore, isConfirmed } from './confirm.js';
import type { History } from './history.js';
import { askAgain, rulesBeyond, type Spread, spreadOfSteps } from './noise.js';
import { findOnset, type Onset } from './onset.js';
import type { Program } from './program.js';
import { probe, type Sides } from './search.js';
import { type StageAnswer, stagesInOrder } from './stages.js';
import { storeInMemory } from './store.js';

/** An answer with what its repetition says of it. */
export interface RepeatedAnswer extends Omit<Answer, 'outcome'> {
  /**
   * Besides those of {@link Answer}: `noise`, where no step differs from the reference's by more than from itself;
   * `inconsistent`, where it is not sure enough from where on it differs, which is then between `agrees` and `differs`.
   */
  readonly outcome: Answer['outcome'] | 'noise' | 'inconsistent';
  /** The probability of the iteration: 1 where the candidate gave the same numbers in all `repeats`. */
  readonly confidence: number;
  readonly repeats: number;
  readonly spread: Spread;
}

const SURE = 0.95;

/**
 * As {@link bisect}, for a candidate that may not be deterministic: asks it again `repeats` times where the answer was
 * decided. Where it gives other numbers, the answer is looked for anew, and carries its confidence: beyond its own noise,
 * where its first step already has some; by repeated looks, where what it does wrong is seen only now and then.
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
  const decided = await askAgain(candidate, await reference.state(from), to, repeats);
  const before = await askBefore(reference, candidate, answer, repeats);
  const begin = await askAgain(candidate, await reference.state(points[0]), points[0] + 1, repeats);
  const spread = { ...begin.spread, ...before?.spread, ...decided.spread };
  const isSteady = Object.keys(spread).length === 0;
  const asked = { decided, before, repeats };
  if (isSteady && (await isConfirmed(reference, candidate, answer, asked, options))) return alone;
  if (Object.keys(begin.spread).length === 0)
    return addLooks({ ...alone, spread }, await lookAgain(reference, candidate, points, repeats, options));
  const noise = await spreadOfSteps(reference, candidate, points, repeats);
  const rules = rulesBeyond(noise, options.rules);
  const found = await bisect(reference, candidate, { ...options, rules, reseated: true, store: storeInMemory() });
  const repeated = { repeats, spread: noise, probes: answer.probes + found.probes };
  if (found.outcome !== 'found') return { ...answer, outcome: 'noise', confidence: 1, ...repeated };
  const confidence = await agreement(reference, candidate, found, repeats, rules);
  return { ...found, outcome: confidence < SURE ? 'inconsistent' : 'found', confidence, ...repeated };
}

/**
 * The probability that an answer holds, from repeated looks at its step and at the one before, as if each were to come out
 * right by an unknown chance (Laplace's rule of succession, of looks that are all alike taken as certain).
 */
async function agreement(
  reference: History,
  candidate: Program,
  { agrees, differs }: Answer,
  repeats: number,
  rules: readonly Rule[],
): Promise<number> {
  const looks: boolean[] = [];
  for (const [from, expected] of [
    [agrees, true],
    [agrees - 1, false],
  ] as const) {
    if (from < reference.recorded[0] || differs !== agrees + 1) continue;
    const start = await reference.state(from);
    for (let i = 0; i < repeats; i++) {
      const sides = { reference, candidate, options: { rules }, store: storeInMemory(), onProbe: () => {} };
      const { differs } = await probe(sides, 'look', start, [from + 1]);
      looks.push((differs !== undefined) === expected);
    }
  }
  const right = looks.filter((isRight) => isRight).length;
  return right === looks.length ? 1 : (right + 1) / (looks.length + 2);
}

type Looked = Partial<RepeatedAnswer> & { readonly looks: number };

const addLooks = (answer: RepeatedAnswer, { looks, ...found }: Looked): RepeatedAnswer => ({
  ...answer,
  ...found,
  probes: answer.probes + looks,
});

/** Looks for the onset by repeated looks, first among the recorded iterations and then between two of them. */
async function lookAgain(
  reference: History,
  candidate: Program,
  points: readonly number[],
  repeats: number,
  options: BisectOptions,
): Promise<Looked> {
  const first = await reference.state(points[0]);
  const coarse = await onset(reference, candidate, points, candidate.start(points[0]) ?? first, repeats, options);
  const [agrees, differs] = [points[coarse.at - 1], points[coarse.at]];
  const nothing = { stage: undefined, stages: undefined, value: undefined, reason: undefined, drift: undefined };
  const { looks } = coarse;
  if (coarse.confidence < SURE) return { ...nothing, ...unsure(points, coarse), looks };
  if (differs === agrees + 1 || !(await reference.makes(agrees, differs))) {
    return { ...nothing, outcome: 'found', agrees, differs, confidence: coarse.confidence, looks };
  }
  const between = Array.from({ length: differs - agrees + 1 }, (_, i) => agrees + i);
  const fine = await onset(reference, candidate, between, await reference.state(agrees), repeats, options);
  const confidence = coarse.confidence * fine.confidence;
  const all = { looks: looks + fine.looks };
  if (fine.confidence < SURE) return { ...nothing, ...unsure(between, fine), confidence, ...all };
  const at = between[fine.at];
  const found = { ...nothing, outcome: 'found' as const, agrees: at - 1, differs: at, confidence };
  return { ...found, ...(await vote(reference, candidate, at, repeats, options)), ...all };
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
    const answer = stagesInOrder(stepped, expected, options);
    if (answer.differing.length > 0) answers.push(answer);
  }
  const count = (answer: StageAnswer) =>
    answers.filter(({ differing: [first] }) => first.stage === answer.differing[0].stage).length;
  const [best] = [...answers].sort((a, b) => count(b) - count(a));
  if (best === undefined) return { reason: 'no stage differed in the repeated steps' };
  const [{ stage, found }] = best.differing;
  return { stage, value: found[0], stages: best };
}
