import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/**
 * Never called: the built command imports nothing that Vitest sees, and this tells it which specs a change of the sources can
 * touch (`vitest related`, `plumbline verify --changed`).
 */
export const sources = () => import('../../src/cli/main.js');

export interface CliOptions {
  /** The folder to run in; the specs' own by default. */
  cwd?: string;
  /** Added to the environment of the specs. */
  env?: Record<string, string>;
}

export interface CliResult {
  /** The exit code; null when a signal ended the command. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Starts the built command `plumbline`, to be watched or killed; its standard input is empty. */
export function startCli(args: readonly string[], { cwd, env }: CliOptions = {}) {
  return spawn(process.execPath, [command, ...args], {
    ...(cwd ? { cwd } : {}),
    // the command must print the same on every machine, whatever colors the terminal of the specs has
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The exit code, the signal, and all that a started command prints, once it has ended. */
export async function ended(child: ReturnType<typeof startCli>): Promise<CliResult> {
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), exit(child)]);
  return { ...end, stdout, stderr };
}

/** Runs the built command `plumbline` to its end; a failure of the command is a result, not an exception. */
export const runCli = (args: readonly string[], options?: CliOptions) => ended(startCli(args, options));

const exit = (child: ChildProcess) =>
  new Promise<Pick<CliResult, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
