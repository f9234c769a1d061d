import { InputError } from '../errors.js';
import { type BisectOptions, pointsOf } from './bisect.js';
import type { Clone } from './clone.js';
import { bisectCommits, type CommitAnswer } from './commits.js';
import type { CommitRange } from './git.js';
import type { History } from './history.js';
import { look } from './look.js';
import type { Program } from './program.js';
import { bisectRepeatedly, type RepeatedAnswer } from './repeated.js';
import { probe, type Sides } from './search.js';
import { storeInMemory } from './store.js';

/** The commit that brought a difference, and where in the run it is. */
export interface CommitFinding extends CommitAnswer {
  /** The answer at the first bad commit, or at the bad end where that is not known. */
  readonly answer: RepeatedAnswer;
}

/**
 * Finds the commit from which on a candidate, built and run anew at each, leaves the reference where it does at the bad end of
 * the range; and there the iteration and the stage. Throws InputError as {@link bisectCommits}.
 */
export async function bisectByCommit(
  reference: History,
  candidate: Program,
  repeats: number,
  options: BisectOptions,
  clone: Clone,
  range: CommitRange,
): Promise<CommitFinding> {
  // what is kept is kept of one commit alone
  const answerHere = () => bisectRepeatedly(reference, candidate, repeats, { ...options, store: storeInMemory() });
  let atBad: RepeatedAnswer | undefined;
  const found = await bisectCommits(clone, range, async (id) => {
    if (id === range.bad) {
      atBad = await answerHere();
      return isBad(atBad) ? 'bad' : 'good';
    }
    try {
      return (await differsLike(atBad as RepeatedAnswer)) ? 'bad' : 'good';
    } catch (error) {
      // what cannot be run cannot be judged
      if (!(error instanceof InputError)) throw error;
      return 'untested';
    }
  });
  const [only, ...others] = found.commits;
  if (others.length > 0 || only.id === range.bad) return { ...found, answer: atBad as RepeatedAnswer };
  await clone.build(only.id);
  return { ...found, answer: await answerHere() };

  /** Whether the commit that is built does in that step, or by that iteration, what the bad end does. */
  async function differsLike({ agrees, differs, stage, outcome }: RepeatedAnswer): Promise<boolean> {
    const isOneStep = outcome === 'found' && differs === agrees + 1 && stage !== 'start';
    for (let i = 0; i < repeats; i++) {
      const sides = { reference, candidate, options, onProbe: () => {}, store: storeInMemory() };
      if (isOneStep ? (await look(sides, differs)).outcome !== 'none' : await leavesBy(differs as number, sides))
        return true;
    }
    return false;
  }

  async function leavesBy(iteration: number, sides: Sides): Promise<boolean> {
    const points = pointsOf(reference, candidate, options.until);
    const stops = points.slice(1, points.findIndex((point) => point >= iteration) + 1);
    return (await probe(sides, 'commit', await reference.state(points[0]), stops)).differs !== undefined;
  }
}

const isBad = ({ outcome }: RepeatedAnswer): boolean => outcome !== 'none' && outcome !== 'noise';
