import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** A command that did not come to a result. */
export class CommandError extends Error {
  override name = 'CommandError';
  constructor(
    args: readonly string[],
    /** The last line that it wrote. */
    readonly complaint: string,
    /** Null where a signal ended it. */
    readonly code: number | null,
  ) {
    super(`plumbline ${args.join(' ')}: ${complaint}`);
  }
}

/**
 * Runs the command line in a process of its own, to its end, and gives what it printed. Exit code 1, a difference or a run
 * that left the finite numbers, is a result like any other. Throws {@link CommandError} for all others.
 */
export async function execute(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0 || code === 1) return output;
  throw new CommandError(args, complaint.trim().split('\n').at(-1) || `ended with ${code}`, code);
}

/** Lets at most `most` tasks run at a time. */
export function semaphore(most: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await task();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
