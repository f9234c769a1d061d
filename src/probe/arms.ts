import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CommandError, execute, semaphore } from '../commands.js';
import { branch, type Reopened } from '../run/index.js';
import type { State } from '../solver.js';
import type { Arm, ArmKind } from '../subject.js';
import { openRun } from '../trace/index.js';
import { nudged } from './nudge.js';

/** What the arms have in common: where they begin and how far they go. */
export interface Trial {
  readonly reopened: Reopened;
  /** The iteration that they reach. */
  readonly until: number;
  /** Where their runs are kept. */
  readonly folder: string;
  /** The tensors of the state that the copies of the control are nudged in. */
  readonly tensors: readonly string[];
  /** Called when a run has ended. */
  readonly onRun?: (done: number, of: number) => void;
}

/** The rows of an arm's loss. */
export interface Curve {
  readonly iterations: readonly number[];
  readonly loss: readonly number[];
}

export interface ArmRun {
  readonly name: string;
  readonly kind: ArmKind;
  /** `refused` where the solver takes no such setting or state; then `reason` says why. */
  readonly status: 'finished' | 'stopped' | 'non-finite' | 'refused';
  readonly reason?: string;
  /** The last loss; NaN where there is none. */
  readonly end: number;
  readonly best: number;
  readonly curve: Curve;
}

export interface Arms {
  readonly control: ArmRun;
  /** Copies of the control whose parameters began a rounding error away. */
  readonly copies: readonly ArmRun[];
  readonly arms: readonly ArmRun[];
}

/** Copies enough to see whether a rounding error grows; their number is not what a floor's digits could rest on. */
const COPIES = 3;
/** About as many rows as a figure can show. */
const ROWS = 200;

/** The name of an arm: what it changes, as a command line has it. */
export const armName = ({ set = {}, engine }: Arm): string =>
  [...Object.entries(set).map(([key, value]) => `${key}=${value}`), ...(engine ? [`engine=${engine}`] : [])].join(' ');

/**
 * Runs the control, its copies and every arm from one state, as many at a time as the machine has cores, each in a process
 * and a run folder of its own below `trial.folder`.
 */
export async function runArms(trial: Trial, arms: readonly Arm[]): Promise<Arms> {
  const { reopened, until, folder, tensors, onRun } = trial;
  const { state } = reopened;
  // a schedule may end a run long before the iteration asked for
  const { status, last = until } = reopened.run.manifest;
  const end = status === 'finished' && last > state.iteration ? Math.min(until, last) : until;
  const every = {
    iterations: until,
    checkpointEvery: until,
    scalarsEvery: Math.max(1, Math.floor((end - state.iteration) / ROWS)),
  };
  const startOf = (name: string, from: State): string => {
    const place = join(folder, 'starts', name);
    branch(place, reopened, { ...every, state: from });
    return place;
  };
  const take = semaphore(availableParallelism());
  const of = arms.length + COPIES + 1;
  let done = 0;
  const run = (name: string, kind: ArmKind, start: string, flags: readonly string[]) =>
    take(async () => {
      const result = await runArm(name, kind, start, ['--out', join(folder, 'arms', fileName(name)), ...flags]);
      onRun?.(++done, of);
      return result;
    });
  const start = startOf('control', state);
  const copies = Array.from({ length: COPIES }, (_, i) => {
    const name = `copy ${i + 1}`;
    return run(name, 'start', startOf(fileName(name), nudged(state, tensors, i + 1)), []);
  });
  const changed = arms.map((arm) => run(armName(arm), arm.kind, start, flagsOf(arm)));
  const control = run('control', 'start', start, []);
  const [first, repeated, tried] = await Promise.all([control, Promise.all(copies), Promise.all(changed)]);
  return { control: first, copies: repeated, arms: tried };
}

const fileName = (name: string): string => name.replace(/[^\w.=+-]+/g, '_');

const flagsOf = ({ set = {}, engine }: Arm): string[] => [
  ...Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
  ...(engine === undefined ? [] : ['--engine', engine]),
];

async function runArm(name: string, kind: ArmKind, start: string, flags: readonly string[]): Promise<ArmRun> {
  try {
    const { run, status } = JSON.parse(await execute(['resume', start, ...flags, '--no-pictures', '--json'])) as {
      run: string;
      status: ArmRun['status'];
    };
    const { iterations, values } = openRun(run).scalars();
    const loss = Array.from(values.loss);
    const finite = loss.filter(Number.isFinite);
    const end = status === 'non-finite' ? Number.NaN : (loss.at(-1) ?? Number.NaN);
    const best = finite.length === 0 ? Number.NaN : Math.min(...finite);
    return { name, kind, status, end, best, curve: { iterations: Array.from(iterations), loss } };
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 2) throw error;
    // where the run began is known, and may lie anywhere
    const reason = error.complaint.replace(/^plumbline: /, '').replace(`${start}: `, '');
    return {
      name,
      kind,
      status: 'refused',
      reason,
      end: Number.NaN,
      best: Number.NaN,
      curve: { iterations: [], loss: [] },
    };
  }
}
