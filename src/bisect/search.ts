import { type Comparison, compareValues, type Options, worstOf } from '../parity/index.js';
import type { State } from '../solver.js';
import type { History } from './history.js';
import type { Program } from './program.js';
import type { Store } from './store.js';

/** What a search has in hand: both sides, what is tolerated, and where results are kept. */
export interface Sides {
  readonly reference: History;
  readonly candidate: Program;
  readonly options: Options;
  readonly store: Store;
  /** Hears of every probe that is carried out, with the iterations that it asks the candidate for. */
  readonly onProbe: (iterations: number) => void;
}

/** How far a candidate agrees, and where it is found to differ. */
export interface Border {
  /** The last iteration at which it was seen to agree, and whether by the same numbers or only within the tolerance. */
  readonly agrees: number;
  readonly isSame: boolean;
  /** The first at which it was seen to differ; undefined where it was not. */
  readonly differs?: number | undefined;
  /** What differs there; nothing where the candidate ended before. */
  readonly found: readonly Comparison[];
  /** Why it ended before. */
  readonly ended?: string | undefined;
}

/**
 * The border among `points`, iterations of the reference, when the candidate goes its own way from `start`, its state at the
 * first of them. The last point is looked at first, then always the one between that most powers of two divide, so that
 * searches in one run meet at the same points. The candidate goes on from the last state that agrees, never from further back.
 */
export async function searchFree(
  sides: Sides,
  name: string,
  points: readonly number[],
  start: State,
  isSame = true,
): Promise<Border> {
  let border: Border = { agrees: points[0], isSame, found: [] };
  let state = start;
  let [low, high] = [0, points.length];
  while (high - low > 1) {
    const target = border.differs === undefined ? points.length - 1 : dyadic(low, high);
    const key = `${name}-${border.agrees}-${points[target]}`;
    const probed = await probe(sides, key, state, points.slice(low + 1, target + 1), border.isSame);
    if (probed.agrees > border.agrees) {
      const kept = probed.isSame ? undefined : sides.store.state(key);
      state = kept ?? (await sides.reference.state(probed.agrees));
      low = points.indexOf(probed.agrees);
    }
    if (probed.differs !== undefined) high = points.indexOf(probed.differs);
    border = probed.differs === undefined ? { ...border, agrees: probed.agrees, isSame: probed.isSame } : probed;
  }
  return border;
}

/**
 * The shortest stretch between two of `points` over which the candidate leaves the reference when it starts from the
 * reference's own state; it must do so over all of them. Halves it, the earlier half first, so that an error which is born
 * in a single step is found wherever it is; nothing in `differs` where the halves agree of a stretch that does not.
 */
export async function searchStretches(sides: Sides, points: readonly number[]): Promise<Border> {
  const reseated = { ...sides, options: { rules: sides.options.rules } };
  const stretch = async (from: number, to: number) =>
    probe(reseated, `reseated-${from}-${to}`, await sides.reference.state(from), [to]);
  let [low, high] = [0, points.length - 1];
  let border: Border | undefined;
  while (high - low > 1) {
    const middle = dyadic(low, high);
    const earlier = await stretch(points[low], points[middle]);
    [low, high, border] = earlier.differs === undefined ? [middle, high, undefined] : [low, middle, earlier];
  }
  return border ?? stretch(points[low], points[high]);
}

/** Follows the candidate from a state over the stops until it differs, once for every name. */
export function probe(
  { reference, candidate, options, store, onProbe }: Sides,
  name: string,
  start: State,
  stops: readonly number[],
  isSame = true,
): Promise<Border> {
  return store.probe(name, async () => {
    onProbe((stops.at(-1) as number) - start.iteration);
    let border: Border = { agrees: start.iteration, isSame, found: [] };
    let agreeing = start;
    const ended = await candidate.follow(start, stops, async (state) => {
      const { iteration } = state;
      const expected = await reference.state(iteration);
      const compared = compareValues(expected.values, state.values, { of: 'state', iteration }, options);
      const verdict = worstOf(compared.map((each) => each.verdict));
      if (verdict === 'differs') {
        border = { ...border, differs: iteration, found: compared.filter((each) => each.verdict === 'differs') };
        return 'stop';
      }
      border = { agrees: iteration, isSame: isSame && verdict === 'same', found: [] };
      agreeing = state;
      return 'on';
    });
    // a candidate that ended on the way differs where it should have gone on
    const next = stops.find((stop) => stop > border.agrees);
    if (border.differs === undefined && next !== undefined) border = { ...border, differs: next, ended };
    if (!border.isSame && agreeing !== start) store.keepState(name, agreeing);
    return border;
  });
}

/** The number between two others that most powers of two divide: the points of a fixed grid, coarse ones first. */
export function dyadic(low: number, high: number): number {
  for (let step = 2 ** Math.floor(Math.log2(high)); ; step /= 2) {
    const point = (Math.floor(low / step) + 1) * step;
    if (point < high) return point;
  }
}
