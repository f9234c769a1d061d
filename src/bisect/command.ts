import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../errors.js';
import type { State } from '../solver.js';
import { encodeManifest, encodeState, openRun, type Run } from '../trace/index.js';
import type { Program } from './program.js';
import { quoted, runShell } from './shell.js';

export interface CommandOptions {
  /** The reference, whose manifest and inputs the command finds beside the checkpoint that it is given. */
  readonly reference: Run;
  /** A folder for what is handed over and what comes back; emptied after every use. */
  readonly scratch: string;
  /** Where the command runs; the current folder unless given. */
  readonly cwd?: string | undefined;
  /** Seconds after which a command hangs; 600 unless given. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A program in any language: a command for the shell that is given a checkpoint, a number of iterations to do from there, and
 * a folder to write a run to (docs/trace-format.md). It gets them as $1, $2 and $3, which are put behind the command unless
 * it says itself where they go, and in its environment.
 */
export function commandProgram(command: string, options: CommandOptions): Program {
  const go = async <Result>(start: State, iterations: number, use: (run: Run) => Result | Promise<Result>) => {
    const { reference, scratch, cwd, timeout = 600, signal } = options;
    const out = join(scratch, 'out');
    try {
      const given = handOver(reference, start, join(scratch, 'given'));
      const args = [given.checkpoint, `${iterations}`, out];
      await runShell(command, args, {
        cwd,
        timeout,
        signal,
        env: {
          PLUMBLINE_RUN: given.run,
          PLUMBLINE_CHECKPOINT: given.checkpoint,
          PLUMBLINE_ITERATION: `${start.iteration}`,
          PLUMBLINE_ITERATIONS: `${iterations}`,
          PLUMBLINE_UNTIL: `${start.iteration + iterations}`,
          PLUMBLINE_OUT: out,
        },
      });
      return await use(written(command, out, reference, start.iteration + iterations));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  };
  return {
    start: () => undefined,
    isFree: true,
    follow: (start, stops, seen) =>
      go(start, (stops.at(-1) as number) - start.iteration, async (run) => {
        const kept = new Set(run.checkpoints());
        for (const stop of stops) {
          if (kept.has(stop) && (await seen(run.state(stop))) === 'stop') return undefined;
        }
        return kept.has(stops.at(-1) as number) ? undefined : ending(run);
      }),
    step: (start) =>
      go(start, 1, (run) => {
        const next = start.iteration + 1;
        if (!run.checkpoints().includes(next)) return ending(run);
        return { state: run.state(next), stages: run.stageFiles().includes(next) ? run.stages(next) : undefined };
      }),
  };
}

const ending = ({ manifest: { status, reason } }: Run): string => `it ended as ${status}${reason ? `: ${reason}` : ''}`;

/** Writes a state as a run of its own, which begins with it. */
function handOver(reference: Run, start: State, run: string): { run: string; checkpoint: string } {
  const { manifest } = reference;
  const checkpoint = join(run, 'checkpoints', `${String(start.iteration).padStart(6, '0')}.safetensors`);
  mkdirSync(join(run, 'checkpoints'), { recursive: true });
  writeFileSync(checkpoint, encodeState(manifest.subject, start));
  for (const [name, { file }] of Object.entries(manifest.inputs)) {
    mkdirSync(dirname(join(run, file)), { recursive: true });
    writeFileSync(join(run, file), reference.input(name));
  }
  const own = { ...manifest, start: start.iteration, last: start.iteration, status: 'interrupted' as const };
  writeFileSync(join(run, 'run.json'), encodeManifest(own));
  return { run, checkpoint };
}

/** The run that a command has written. Throws InputError, naming the command, where there is none that ends as it should. */
function written(command: string, out: string, reference: Run, until: number): Run {
  const fail = (problem: string) => new InputError(`command ${quoted(command)}: ${problem}`);
  let run: Run;
  try {
    run = openRun(out);
    const { subject } = reference.manifest;
    if (run.manifest.subject !== subject)
      throw fail(`wrote a run of "${run.manifest.subject}", one of "${subject}" expected`);
    const kept = run.checkpoints();
    // read here, so that a damaged one is the command's fault
    const last = kept.includes(until) ? until : kept.at(-1);
    if (last !== undefined) run.state(last);
    const isEnded = run.manifest.status === 'stopped' || run.manifest.status === 'non-finite';
    if (last !== until && !isEnded) throw fail(`wrote no checkpoint ${until}, only ${last ?? 'none'}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw error.message.startsWith('command ')
      ? error
      : fail(`wrote no run that can be read: ${error.message.replace(out, 'its folder')}`);
  }
  return run;
}
