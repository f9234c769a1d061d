import { InputError } from '../errors.js';
import { type Git, gitIn } from './git.js';
import { runShell } from './shell.js';

export interface CloneOptions {
  /** The repository, which is only read. */
  readonly root: string;
  /** Where the clone is to stand: a folder that is not there yet. */
  readonly folder: string;
  /** What builds a commit; nothing has to be built unless given. */
  readonly build?: string | undefined;
  /** Seconds that a build may take. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** A work tree of its own, in which commits are checked out and built. */
export interface Clone {
  readonly git: Git;
  /** Checks a commit out and builds it; false where it does not build. */
  build(id: string): Promise<boolean>;
}

/**
 * Clones a repository without copying its objects. A worktree would do as well, but is written down in the repository, and
 * stays so when the machine stops.
 */
export async function openClone({ root, folder, build, timeout, signal }: CloneOptions): Promise<Clone> {
  await gitIn(root)('clone', '--shared', '--no-checkout', '--quiet', root, folder);
  const git = gitIn(folder);
  return {
    git,
    async build(id) {
      await git('checkout', '--force', '--quiet', '--detach', id);
      // what is ignored stays, so that a build has less to do
      await git('clean', '-d', '--force', '--quiet');
      if (build === undefined) return true;
      try {
        await runShell(build, [], { cwd: folder, timeout, signal });
        return true;
      } catch (error) {
        if (!(error instanceof InputError) || signal?.aborted) throw error;
        return false;
      }
    },
  };
}
