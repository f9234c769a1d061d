import { spawn } from 'node:child_process';

/** What a step of the gate came to. */
export interface StepResult {
  readonly name: string;
  readonly holds: boolean;
  /** What to say of it beside its name, in a few words. */
  readonly note: string;
  readonly seconds: number;
  /** What a failed step printed, at its end. */
  readonly output: readonly string[];
}

/** Lines of a failed command that fit on a screen with the rest. */
const TAIL = 12;

/** Does a step and measures it. A step that throws has failed. */
export async function step(
  name: string,
  work: () => Promise<Pick<StepResult, 'holds' | 'note'> & { readonly output?: readonly string[] }>,
): Promise<StepResult> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const { holds, note, output = [] } = await work();
    return { name, holds, note, output, seconds: seconds() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { name, holds: false, note: message.split('\n')[0] ?? '', output: [], seconds: seconds() };
  }
}

/** Runs a command to its end in a folder: whether it ended with 0, and the end of what it printed. */
export function command(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<{ holds: boolean; output: string[] }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env, NO_COLOR: '1', FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a script there
      shell: process.platform === 'win32',
    });
    let text = '';
    const keep = (chunk: Buffer) => {
      text = (text + chunk.toString('utf8')).slice(-100_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      resolve({ holds: code === 0, output: code === 0 ? [] : lines.slice(-TAIL) });
    });
  });
}
