import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '../errors.js';

const run = promisify(execFile);

/** Runs git in a folder; gives what it prints. Throws InputError with git's own last line, or when there is no git. */
export type Git = (...args: string[]) => Promise<string>;

/** Git in a folder, without the hooks, the pager and the environment of whoever called. */
export function gitIn(folder: string): Git {
  // a hook or an alias sets these, and they would lead back to the caller's own repository
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  return async (...args) => {
    try {
      const { stdout } = await run('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
        cwd: folder,
        env: { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' },
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout.trim();
    } catch (error) {
      const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
      if (code === 'ENOENT') throw new InputError(`${folder}: git cannot be started there`);
      throw new InputError(`git ${args[0]}: ${stderr.trim().split('\n').at(-1) || `ended with ${code}`}`);
    }
  };
}

/** A range of commits of a repository whose work tree holds nothing that a commit does not. */
export interface CommitRange {
  /** The repository's root. */
  readonly root: string;
  readonly good: string;
  readonly bad: string;
}

/**
 * Checks a repository and `GOOD..BAD` without changing anything. Throws InputError for no repository, a shallow or a dirty one,
 * a commit that is not known, and a GOOD that BAD does not descend from.
 */
export async function checkRange(folder: string, range: string): Promise<CommitRange> {
  const [, from, to] = /^([^.-].*?)\.\.([^.-].*)$/.exec(range) ?? [];
  if (from === undefined) throw new InputError(`--commits ${range}: expected GOOD..BAD`);
  const root = await gitIn(folder)('rev-parse', '--show-toplevel').catch(() => {
    throw new InputError(`${folder}: expected a git repository with a work tree`);
  });
  const git = gitIn(root);
  if ((await git('rev-parse', '--is-shallow-repository')) === 'true')
    throw new InputError(`${root}: a shallow repository, which lacks commits; git fetch --unshallow completes it`);
  if ((await git('status', '--porcelain', '--untracked-files=no')) !== '')
    throw new InputError(`${root}: has changes that are in no commit; expected them committed or stashed`);
  const commit = (name: string) =>
    git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`).catch(() => {
      throw new InputError(`--commits ${range}: no commit ${name} in ${root}`);
    });
  const [good, bad] = [await commit(from), await commit(to)];
  const isAncestor = await git('merge-base', '--is-ancestor', good, bad).then(
    () => true,
    () => false,
  );
  if (good === bad || !isAncestor) throw new InputError(`--commits ${range}: expected ${to} to descend from ${from}`);
  return { root, good, bad };
}
