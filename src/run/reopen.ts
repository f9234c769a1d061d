import { InputError } from '../errors.js';
import type { Settings } from '../settings.js';
import type { State } from '../solver.js';
import type { Prepared, Subject } from '../subject.js';
import { configAt, createRun, type Manifest, openRun, type Run } from '../trace/index.js';
import { drive } from './drive.js';
import { keptInputs } from './inputs.js';
import { engineNamed, pending, summary } from './resume.js';

/** A run as it stood at an iteration, ready to go on from there as it did. */
export interface Reopened {
  readonly run: Run;
  readonly prepared: Prepared;
  readonly state: State;
  /** The iteration of the checkpoint that the state was worked out from. */
  readonly checkpoint: number;
}

/**
 * The state of a run at an iteration, from its nearest checkpoint at or before it. Throws InputError for an iteration that
 * the run never reached or that no checkpoint leads to.
 */
export async function reopen(subject: Subject, folder: string, iteration: number): Promise<Reopened> {
  const run = openRun(folder);
  const { manifest } = run;
  const kept = run.checkpoints();
  if (kept.length === 0) throw new InputError(`${folder}: no checkpoint; nothing to go on from`);
  const last = Math.max(manifest.last ?? 0, kept.at(-1) as number);
  if (iteration > last) throw new InputError(`${folder}: ends at iteration ${last}; expected one up to that`);
  const checkpoint = kept.filter((each) => each <= iteration).at(-1);
  if (checkpoint === undefined)
    throw new InputError(`${folder}: no checkpoint at or before ${iteration}; expected one of ${summary(kept)}`);
  const settings = subject.fork(configAt(manifest, checkpoint) as Settings, {});
  const prepared = await subject.prepare(
    { ...pending(subject, run, checkpoint), ...settings },
    {
      engine: engineNamed(run, 'engineAsked') ?? engineNamed(run, 'engine'),
      iterations: manifest.iterations,
      start: checkpoint,
      inputs: keptInputs(run),
    },
  );
  const start = prepared.adopt(run.state(checkpoint), `${folder}: checkpoint ${checkpoint}`);
  const { state } = await drive(prepared.solver, start, { until: iteration, scalarsEvery: iteration });
  if (state.iteration !== iteration)
    throw new InputError(`${folder}: from checkpoint ${checkpoint}, iteration ${iteration} is not reached`);
  return { run, prepared, state, checkpoint };
}

/** How a run that begins at a state of another is to go on. */
export interface Branch extends Pick<Manifest, 'iterations' | 'checkpointEvery' | 'scalarsEvery'> {
  readonly state: State;
}

/** Makes a run folder of a reopened run that holds nothing but a first state, from which forks go on. */
export function branch(folder: string, { run, prepared }: Reopened, { state, ...every }: Branch): void {
  const { manifest } = run;
  const { segments: _segments, last: _last, reason: _reason, ...kept } = manifest;
  const inputs = Object.fromEntries(Object.keys(manifest.inputs).map((name) => [name, run.input(name)]));
  const parent = { run: run.folder, iteration: state.iteration, changed: {} };
  const start = { config: prepared.settings, start: state.iteration, parent, segments: [] };
  const own: Manifest = { ...kept, ...every, ...start, status: 'running' };
  createRun(folder, own, prepared.solver.columns, { inputs, state }).close('interrupted');
}
