import { execFileSync } from 'node:child_process';

/** The commit that is checked out in the working folder, in ten digits; undefined where there is none. */
export function headCommit(): string | undefined {
  try {
    const head = execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] });
    return head.toString().trim();
  } catch {
    return undefined;
  }
}
