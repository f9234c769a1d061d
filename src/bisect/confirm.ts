import { compareValues, type Options, worstOf } from '../parity/index.js';
import type { State } from '../solver.js';
import { type Answer, isTolerant } from './bisect.js';
import type { History } from './history.js';
import { look } from './look.js';
import { type Asked, askAgain } from './noise.js';
import type { Program } from './program.js';
import { storeInMemory } from './store.js';

/** Asks a candidate again for the step before the one that differs; undefined where that is not known. */
export async function askBefore(
  reference: History,
  candidate: Program,
  { agrees, differs }: Answer,
  repeats: number,
): Promise<Asked | undefined> {
  const recorded = reference.recorded.findLast((each) => each < agrees);
  if (recorded === undefined || differs !== agrees + 1) return undefined;
  if (recorded < agrees - 1 && !(await reference.makes(recorded, agrees - 1))) return undefined;
  return askAgain(candidate, await reference.state(agrees - 1), agrees, repeats);
}

/** What a candidate gave that was asked again: over the stretch in which it was found to differ, and over the step before. */
export interface Again {
  readonly decided: Asked;
  readonly before: Asked | undefined;
  readonly repeats: number;
}

/** Whether a candidate that gave the same numbers again differs again where it was found to, in that stage, and not before. */
export async function isConfirmed(
  reference: History,
  candidate: Program,
  { differs, agrees, isHidden, outcome, stage }: Answer,
  { decided, before, repeats }: Again,
  options: Options,
): Promise<boolean> {
  const isOff = async ({ iteration, values }: State) => {
    const expected = await reference.state(iteration);
    const found = compareValues(expected.values, values, { of: 'state', iteration }, options);
    return worstOf(found.map(({ verdict }) => verdict)) === 'differs';
  };
  // where nothing may differ, a state that does is born in some step
  if (outcome === 'accumulates') return isTolerant(options);
  if (decided.state === undefined || differs === undefined) return true;
  if (before?.state !== undefined && (await isOff(before.state))) return false;
  if ((await isOff(decided.state)) !== (isHidden === undefined)) return false;
  // stages that are run one by one are run apart from the step
  if (candidate.stages === undefined || differs !== agrees + 1) return true;
  for (let i = 0; i < repeats; i++) {
    const sides = { reference, candidate, options, store: storeInMemory(), onProbe: () => {} };
    if ((await look(sides, differs)).stage !== stage) return false;
  }
  return true;
}
