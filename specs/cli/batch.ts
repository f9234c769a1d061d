import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

// what the built command is made of, for whoever asks which specs a change can touch
export { sources } from '../support/cli.js';

export interface BatchResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The files and folders below `cwd` that came, went or changed. */
  readonly touched: readonly string[];
}

/** Runs command lines of the built `plumbline` one after the other, in one process, in the folder `cwd`. */
export async function runBatch(commands: readonly (readonly string[])[], cwd: string): Promise<BatchResult[]> {
  const script = fileURLToPath(new URL('batch.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(commands));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (stderr !== '') throw new Error(`the batch failed: ${stderr}`);
  return JSON.parse(stdout) as BatchResult[];
}
