import { InputError } from '../errors.js';
import type { Clone } from './clone.js';
import type { CommitRange, Git } from './git.js';

/** What is thought of a commit; `untested` where it cannot be built or run. */
export type Judgement = 'good' | 'bad' | 'untested';

export interface CommitAnswer {
  /** The first bad commit, or those of which it is one, where what lies between cannot be tested. Oldest first. */
  readonly commits: readonly { readonly id: string; readonly subject: string }[];
  /** Every commit that was looked at. */
  readonly judged: Readonly<Record<string, Judgement>>;
}

/**
 * Drives `git bisect` over a range of commits in a clone: `judge` is asked of each that is checked out and built there, first
 * of the bad end. Throws InputError when the good end is not good or the bad end not bad.
 */
export async function bisectCommits(
  { git, build }: Clone,
  { good, bad }: CommitRange,
  judge: (id: string) => Promise<Judgement>,
): Promise<CommitAnswer> {
  const judged: Record<string, Judgement> = {};
  const look = async (id: string) => {
    judged[id] ??= (await build(id)) ? await judge(id) : 'untested';
    return judged[id];
  };
  for (const [id, expected] of [
    [bad, 'bad'],
    [good, 'good'],
  ] as const) {
    const found = await look(id);
    if (found !== expected)
      throw new InputError(`commit ${id.slice(0, 10)}: expected to be ${expected}, but is ${found}`);
  }
  let said = await git('bisect', 'start', '--no-checkout', bad, good);
  for (;;) {
    const first = /^([0-9a-f]{40,64}) is the first bad commit/m.exec(said)?.[1];
    if (first !== undefined) return { commits: [await named(git, first)], judged };
    const id = await git('rev-parse', 'BISECT_HEAD');
    const word = { good: 'good', bad: 'bad', untested: 'skip' }[await look(id)];
    try {
      said = await git('bisect', word, id);
    } catch (error) {
      // how git ends when only skipped commits are left
      if (!/cannot bisect more|ended with 2/.test((error as Error).message)) throw error;
      return { commits: await suspects(git, bad, judged), judged };
    }
  }
}

/** The commits that are left when nothing else can be tested. */
async function suspects(
  git: Git,
  bad: string,
  judged: Readonly<Record<string, Judgement>>,
): Promise<CommitAnswer['commits']> {
  const known = Object.entries(judged);
  const goods = known.filter(([, judgement]) => judgement === 'good').map(([id]) => `^${id}`);
  const bads = known.filter(([, judgement]) => judgement === 'bad').map(([id]) => id);
  // the oldest bad commit is an ancestor of all other bad ones
  const ages = await Promise.all(bads.map(async (id) => Number(await git('rev-list', '--count', id))));
  const oldest = bads[ages.indexOf(Math.min(...ages))] ?? bad;
  const ids = (await git('rev-list', '--reverse', oldest, ...goods)).split('\n');
  return Promise.all(ids.map((id) => named(git, id)));
}

const named = async (git: Git, id: string) => ({ id, subject: await git('log', '-1', '--format=%s', id) });
