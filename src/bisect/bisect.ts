import { InputError } from '../errors.js';
import { type Comparison, compareValues, type Options } from '../parity/index.js';
import type { State } from '../solver.js';
import { type History, isSameState } from './history.js';
import type { Program } from './program.js';
import { type Border, probe, type Sides, searchFree, searchReseated } from './search.js';
import { type StageAnswer, stagesInOrder, stagesOneByOne } from './stages.js';
import { type Store, storeInMemory } from './store.js';

export interface BisectOptions extends Options {
  /** Looks only for errors that are born in a step from the reference's own state, not for what has accumulated. */
  readonly reseated?: boolean | undefined;
  /** What comes after this iteration is left out. */
  readonly until?: number | undefined;
  readonly store?: Store | undefined;
  /** Hears of every probe, and how many there will be at most. */
  readonly onProbe?: ((done: number, most: number) => void) | undefined;
}

/** Where a candidate leaves its reference. */
export interface Answer {
  /**
   * `none`: nowhere; `found`: a step gives something else than the reference's from the same state; `accumulates`: no step
   * does by more than is tolerated, but the sum of many does.
   */
  readonly outcome: 'none' | 'found' | 'accumulates';
  /** The last iteration that agrees and the first that differs; one apart where the iteration is known. */
  readonly agrees: number;
  readonly differs?: number | undefined;
  /** Where the candidate on its own way is first seen to differ, where that is later than an error is born or nothing else. */
  readonly drift?: Border | undefined;
  /** The stage that it is born in: that of the solver, `start` for the first state, or `state` when it is handed on. */
  readonly stage?: string | undefined;
  /** The first value that differs in that stage, or in the state where no stage is known. */
  readonly value?: Comparison | undefined;
  readonly stages?: StageAnswer | undefined;
  /** Why the iteration or the stage is not known, where it is not. */
  readonly reason?: string | undefined;
  /** How often the candidate was asked, and for how many iterations in all. */
  readonly probes: number;
  readonly iterations: number;
}

/**
 * Finds the iteration, the stage and the element at which a candidate leaves a recorded reference: first among the recorded
 * iterations, then between the two at which it leaves, then among the stages of that one step. Takes at most
 * 2 log2(n) + s probes for n iterations and s stages. Throws InputError for a reference of fewer than two checkpoints, or
 * none that a recorded candidate has too.
 */
export async function bisect(
  reference: History,
  candidate: Program,
  {
    reseated = false,
    until = Number.POSITIVE_INFINITY,
    store = storeInMemory(),
    onProbe,
    ...options
  }: BisectOptions = {},
): Promise<Answer> {
  const spent = { probes: 0, iterations: 0 };
  const points = pointsOf(reference, candidate, until);
  const most = 2 * Math.ceil(Math.log2((points.at(-1) as number) - points[0] + 1)) + (candidate.stages?.length ?? 1);
  const sides: Sides = {
    reference,
    candidate,
    options,
    store,
    onProbe(iterations) {
      spent.probes++;
      spent.iterations += iterations;
      onProbe?.(spent.probes, most);
    },
  };
  return { ...(await search(sides, points, reseated)), ...spent };
}

/** The recorded iterations at which the two can be held against each other. Throws InputError where there are fewer than two. */
export function pointsOf(
  { recorded }: History,
  candidate: Program,
  until = Number.POSITIVE_INFINITY,
): readonly number[] {
  const points = recorded.filter((each) => each <= until && (candidate.recorded?.includes(each) ?? true));
  if (points.length > 1) return points;
  throw new InputError('the reference: expected at least two checkpoints that the candidate can be held to');
}

type Finding = Omit<Answer, 'probes' | 'iterations'>;

async function search(sides: Sides, points: readonly number[], reseated: boolean): Promise<Finding> {
  const { reference, candidate } = sides;
  if (reseated && !candidate.isFree)
    throw new InputError('a recorded candidate has gone only its own way; it cannot be re-seated');
  const first = await reference.state(points[0]);
  const own = candidate.start(points[0]) ?? first;
  const start = atStart(sides, first, own);
  if (start !== undefined) return start;
  const from = { state: own, isSame: isSameState(first, own) };
  const end = points.at(-1) as number;
  let drift: Border | undefined;
  if (candidate.isFree && (reseated || isTolerant(sides.options))) {
    // roundings leave no state the same, so that the way there says little of where an error is born
    drift = reseated ? undefined : await probe(sides, `free-${points[0]}-${end}`, own, points.slice(1), from.isSame);
    if (!reseated && drift?.differs === undefined) return { outcome: 'none', agrees: end };
    const born = await searchReseated(sides, await filled(reference, points));
    if (born.differs !== undefined) return { ...(await within(sides, { ...born, differs: born.differs })), drift };
    if (reseated) return { outcome: 'none', agrees: end };
  }
  const free = await searchFree(sides, 'free', points, from.state, from.isSame);
  const { agrees, differs, found } = free;
  if (differs === undefined) return { outcome: 'none', agrees };
  if (free.isSame || !candidate.isFree) return within(sides, { ...free, differs });
  return { outcome: 'accumulates', agrees, differs, value: found[0], drift: free };
}

const isTolerant = ({ rules = [], growth }: Options): boolean =>
  growth !== undefined ||
  rules.some(({ absolute = 0, relative = 0, ulps = 0, band }) => absolute + relative + ulps > 0 || band !== undefined);

/** Every iteration where the reference can show them all, and those that it recorded otherwise. */
async function filled(reference: History, points: readonly number[]): Promise<readonly number[]> {
  const [first, end] = [points[0], points.at(-1) as number];
  const isFilled = points.length === end - first + 1 || (await reference.makes(points.at(-2) as number, end));
  return isFilled ? Array.from({ length: end - first + 1 }, (_, i) => first + i) : points;
}

/** An answer, where the candidate's own start is not the reference's. */
function atStart({ options }: Sides, first: State, own: State): Finding | undefined {
  const { iteration } = first;
  const found = compareValues(first.values, own.values, { of: 'state', iteration }, options);
  const value = found.find(({ verdict }) => verdict === 'differs');
  if (value === undefined) return undefined;
  return { outcome: 'found', agrees: iteration - 1, differs: iteration, stage: 'start', value };
}

interface Block extends Border {
  readonly differs: number;
}

/** Finds the iteration between two that the reference recorded, and its stage. */
async function within(sides: Sides, block: Block): Promise<Finding> {
  const { reference, candidate } = sides;
  const { agrees, differs } = block;
  const able = candidate.isFree ? candidate : ((await candidate.freed?.(agrees, differs)) ?? candidate);
  const freed = { ...sides, candidate: able };
  if (differs === agrees + 1) return step(freed, block);
  const whole = { outcome: 'found' as const, agrees, differs, value: block.found[0] };
  const unknown = (side: string): Finding => ({
    ...whole,
    reason: `the ${side} did not record what lies between, and is not made again by this program`,
  });
  if (!able.isFree) return unknown('candidate');
  if (!(await reference.makes(agrees, differs))) return unknown('reference');
  const between = Array.from({ length: differs - agrees + 1 }, (_, i) => agrees + i);
  const found = await searchFree(freed, 'within', between, await reference.state(agrees));
  return found.differs === undefined
    ? { ...whole, reason: CHANGED }
    : step(freed, { ...found, differs: found.differs });
}

const CHANGED = 'the candidate did not differ again from the same state: it is not deterministic';

/** What one step from the reference's own state shows. */
function step(sides: Sides, { agrees, differs, found }: Block): Promise<Finding> {
  const { reference, candidate, options, store, onProbe } = sides;
  return store.probe(`step-${differs}`, async (): Promise<Finding> => {
    const before = await reference.state(agrees);
    onProbe(1);
    const stepped = await candidate.step(before);
    const unknown = { outcome: 'found' as const, agrees, differs, value: found[0] };
    if (stepped === undefined) return { ...unknown, reason: 'the candidate does not show this step' };
    const after = await reference.state(differs);
    const place = { of: 'state', iteration: differs };
    const compared = compareValues(after.values, stepped.state.values, place, { rules: options.rules });
    const value = compared.find(({ verdict }) => verdict === 'differs');
    if (value === undefined) return { ...unknown, outcome: 'accumulates' };
    const expected = await reference.stages(differs);
    if (expected === undefined) return { ...unknown, value, reason: 'the reference has no stages of this step' };
    const stages = candidate.stages
      ? await stagesOneByOne(sides, candidate.stages, before, expected)
      : stagesInOrder(sides, stepped, expected);
    if (stages.compared.length === 0) return { ...unknown, value, reason: 'the two have no stage in common' };
    const [born] = stages.differing;
    return { ...unknown, stage: born?.stage ?? 'state', value: born?.found[0] ?? value, stages };
  });
}
