import { spawn } from 'node:child_process';
import { InputError } from '../errors.js';

export interface ShellOptions {
  readonly cwd?: string | undefined;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

const TAIL = 2000;

/**
 * Runs a command by the shell with arguments as $1, $2 …, which are put behind it unless it holds a `$` itself. Waits for its
 * end and drops what it prints. Throws InputError when it fails, with the last line that it printed, takes too long, or is
 * told to stop; then everything that it started is ended too.
 */
export function runShell(
  command: string,
  args: readonly string[],
  { cwd, env, timeout, signal }: ShellOptions,
): Promise<void> {
  const whole = command.includes('$') || args.length === 0 ? command : `${command} "$@"`;
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', whole, 'plumbline', ...args], {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // a group of its own, so that what the shell starts ends with it
      detached: true,
    });
    let printed = '';
    let problem: string | undefined;
    const keep = (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-TAIL);
    };
    const end = (why: string) => {
      problem = why;
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // it has just ended by itself
      }
      // what has left the group may hold them open
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const stop = () => end('stopped');
    const clock = setTimeout(() => end(`did not end within ${timeout} s`), timeout * 1000);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      problem = error.message;
    });
    child.on('close', (code, killed) => {
      clearTimeout(clock);
      signal?.removeEventListener('abort', stop);
      const last = printed.trim().split('\n').at(-1);
      problem ??= code === 0 ? undefined : `ended with ${killed ?? code}${last ? `: ${last}` : ''}`;
      if (problem === undefined) resolve();
      else reject(new InputError(`command ${quoted(command)}: ${problem}`));
    });
  });
}

/** A command as messages show it. */
export const quoted = (command: string): string => `"${command.length > 60 ? `${command.slice(0, 60)}…` : command}"`;
