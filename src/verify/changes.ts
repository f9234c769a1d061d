import { execFileSync } from 'node:child_process';
import { InputError } from '../errors.js';

/**
 * The files of a repository that differ from a commit, those that git does not know yet included, as paths from its root.
 * Throws InputError for an unknown commit, and where there is no repository.
 */
export function changedFiles(root: string, since: string): string[] {
  const git = (...args: string[]): string[] => {
    try {
      const output = execFileSync('git', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
      return output.split('\0').filter((path) => path !== '');
    } catch (error) {
      const said = String((error as { stderr?: unknown }).stderr ?? error).trim();
      throw new InputError(`--changed ${since}: ${said.split('\n')[0]}`);
    }
  };
  return [...git('diff', '--name-only', '-z', since, '--'), ...git('ls-files', '--others', '--exclude-standard', '-z')];
}

/**
 * Whether a change can touch what is found of a subject: unless every file lies in the room of another one
 * (src/OTHER, specs/OTHER, golden/OTHER) or is prose.
 */
export function touches(files: readonly string[], subject: string, subjects: readonly string[]): boolean {
  const isElsewhere = (file: string) =>
    /\.md$/.test(file) ||
    subjects.some((other) => other !== subject && new RegExp(`^(?:src|specs|golden)/${other}/`).test(file));
  return files.some((file) => !isElsewhere(file));
}
