import { InputError } from '../errors.js';
import { type Comparison, compareValues, type Options } from '../parity/index.js';
import type { State } from '../solver.js';
import { type History, isSameState } from './history.js';
import { searchSteps } from './look.js';
import { within } from './narrow.js';
import type { Program } from './program.js';
import { type Border, probe, type Sides, searchFree, searchStretches } from './search.js';
import type { StageAnswer } from './stages.js';
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
  /** Where the candidate on its own way was seen to differ, where that led to the answer among roundings. */
  readonly drift?: Border | undefined;
  /** The stage that it is born in: that of the solver, `start` for the first state, or `state` when it is handed on. */
  readonly stage?: string | undefined;
  /** The first value that differs in that stage, or in the state where no stage is known. */
  readonly value?: Comparison | undefined;
  readonly stages?: StageAnswer | undefined;
  /** Why the candidate ended where the reference goes on, where it does. */
  readonly ended?: string | undefined;
  /** Set where the states of that iteration agree all the same: what the stage gives is only measured, not used, or rounded away. */
  readonly isHidden?: true | undefined;
  /** Why the iteration or the stage is not known, where it is not. */
  readonly reason?: string | undefined;
  /** How often the candidate was asked, and for how many iterations in all. */
  readonly probes: number;
  readonly iterations: number;
}

/**
 * Finds the iteration, the stage and the element at which a candidate leaves a recorded reference: first by single steps from
 * the reference's own states, which show what is wrong from some step on, then on the candidate's own way up to there, which
 * shows what was wrong once or handed on. Takes at most 2 log2(n) + s probes for n iterations and s stages. Throws InputError
 * for a reference of fewer than two checkpoints, or none that a recorded candidate has too.
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
  const found = await search(sides, points, reseated);
  return { ...found, ...spent };
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

/** An answer without what it took. */
export type Finding = Omit<Answer, 'probes' | 'iterations'>;

async function search(sides: Sides, points: readonly number[], reseated: boolean): Promise<Finding> {
  const { reference, candidate, options } = sides;
  if (reseated && !candidate.isFree)
    throw new InputError('a recorded candidate has gone only its own way; it cannot be re-seated');
  const first = await reference.state(points[0]);
  const own = candidate.start(points[0]) ?? first;
  const begun = atStart(options, first, own);
  if (begun !== undefined) return begun;
  const isSame = isSameState(first, own);
  const follow = (stops: readonly number[]) =>
    probe(sides, `free-${stops[0]}-${stops.at(-1)}`, own, stops.slice(1), isSame);
  // what roundings explain is no finding, whatever a single step shows
  if (options.growth !== undefined && !reseated && candidate.isFree && (await follow(points)).differs === undefined)
    return { outcome: 'none', agrees: points.at(-1) as number };
  const all = candidate.isFree ? await filled(reference, points) : points;
  const born = candidate.isFree && isGapless(all) ? await searchSteps(sides, all) : undefined;
  // an error that is born in one step alone, or now and then, shows only on the candidate's own way
  const way = born === undefined ? points : upTo(points, born.agrees);
  if (way.length === 1) return born as Finding;
  const otherwise = born ?? { outcome: 'none' as const, agrees: way.at(-1) as number };
  if (candidate.isFree && (reseated || isTolerant(options))) {
    const drift = await follow(way);
    if (drift.differs === undefined) return otherwise;
    const found = await searchOne(sides, all.slice(0, all.indexOf(drift.differs) + 1));
    if (found !== undefined) return { ...found, drift };
    if (reseated || born !== undefined) return otherwise;
  }
  const free = await searchFree(sides, 'free', way, own, isSame);
  const { agrees, differs, found } = free;
  if (differs === undefined) return otherwise;
  if (free.isSame || !candidate.isFree) return within(sides, { ...free, differs });
  return { outcome: 'accumulates', agrees, differs, value: found[0], ended: free.ended, drift: free };
}

/** The recorded iterations before another, and that itself. */
const upTo = (points: readonly number[], end: number): readonly number[] => [
  ...points.filter((each) => each < end),
  end,
];

/** The one step over which the candidate leaves the reference between points; undefined where it is none alone. */
async function searchOne(sides: Sides, points: readonly number[]): Promise<Finding | undefined> {
  const stretch = await searchStretches(sides, points);
  if (stretch.differs === undefined) return undefined;
  const found = await within(sides, { ...stretch, differs: stretch.differs });
  return found.outcome === 'found' ? found : undefined;
}

/** An answer, where the candidate's own start is not the reference's. */
function atStart(options: Options, first: State, own: State): Finding | undefined {
  const { iteration } = first;
  const found = compareValues(first.values, own.values, { of: 'state', iteration }, options);
  const value = found.find(({ verdict }) => verdict === 'differs');
  if (value === undefined) return undefined;
  return { outcome: 'found', agrees: iteration - 1, differs: iteration, stage: 'start', value };
}

/** Whether anything at all may differ. */
export const isTolerant = ({ rules = [], growth }: Options): boolean =>
  growth !== undefined ||
  rules.some(({ absolute = 0, relative = 0, ulps = 0, band }) => absolute + relative + ulps > 0 || band !== undefined);

/** Every iteration where the reference can show them all, and those that it recorded otherwise. */
async function filled(reference: History, points: readonly number[]): Promise<readonly number[]> {
  const [first, end] = [points[0], points.at(-1) as number];
  const isFilled = isGapless(points) || (await reference.makes(points.at(-2) as number, end));
  return isFilled ? Array.from({ length: end - first + 1 }, (_, i) => first + i) : points;
}

const isGapless = (points: readonly number[]): boolean => points.length === (points.at(-1) as number) - points[0] + 1;
