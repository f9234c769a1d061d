import { Patience } from '../optimizers/index.js';
import type { Settings } from '../settings.js';
import type { State } from '../solver.js';
import { defaultIterations, type EngineName, type Prepared, type Subject } from '../subject.js';
import { createRun, type Manifest, type Recorder } from '../trace/index.js';
import { type DriveOptions, drive, type Outcome } from './drive.js';
import { hostFacts } from './host.js';
import { type KeptInputs, keptInputs } from './inputs.js';

/** How a run is to be done; what is left out is the subject's default, or the parent's on a resume. */
export interface RunOptions extends Pick<DriveOptions, 'stages' | 'signal' | 'onProgress'> {
  readonly engine?: EngineName | undefined;
  readonly threads?: number | undefined;
  /** The iteration to reach. */
  readonly iterations?: number | undefined;
  readonly checkpointEvery?: number | undefined;
  readonly scalarsEvery?: number | undefined;
}

/** A run that has ended. */
export interface RunResult {
  readonly folder: string;
  readonly prepared: Prepared;
  readonly outcome: Outcome;
  /** What was passed over on the way, one line each. */
  readonly warnings: readonly string[];
}

/** Runs a subject from its start into a new folder. Throws InputError for bad settings or a folder that holds something. */
export async function startRun(
  subject: Subject,
  settings: Settings,
  folder: string,
  options: RunOptions = {},
): Promise<RunResult> {
  const inputs = keptInputs();
  const { engine, threads, iterations = defaultIterations(subject, settings) } = options;
  const prepared = await subject.prepare(settings, { engine, threads, iterations, start: 0, inputs });
  return record(folder, subject, prepared, prepared.solver.init(), inputs, { ...options, iterations });
}

/** Records a run of its own that begins at a state: the start of everything, or a fork of `parent`. */
export async function record(
  folder: string,
  subject: Subject,
  prepared: Prepared,
  start: State,
  inputs: KeptInputs,
  options: RunOptions & { readonly iterations: number },
  parent?: Manifest['parent'],
): Promise<RunResult> {
  const { iterations, checkpointEvery = subject.checkpointEvery, scalarsEvery = 1 } = options;
  const manifest: Manifest = {
    format: 'plumbline-run',
    version: 1,
    subject: subject.name,
    engine: prepared.engine,
    ...(options.engine && { engineAsked: options.engine }),
    config: prepared.settings,
    iterations,
    checkpointEvery,
    scalarsEvery,
    start: start.iteration,
    ...(parent && { parent }),
    inputs: inputs.described,
    status: 'running',
    segments: [],
    ...hostFacts(),
  };
  const recorder = createRun(folder, manifest, prepared.solver.columns, { inputs: inputs.bytes, state: start });
  const patience = prepared.patience === undefined ? undefined : new Patience(prepared.patience);
  const outcome = await driveRecorded(recorder, prepared, start, patience, options);
  return { folder, prepared, outcome, warnings: [] };
}

/** Drives a solver into a recorder and closes it, whatever happens: what was done is kept. */
export async function driveRecorded(
  recorder: Recorder,
  { solver, results }: Prepared,
  start: State,
  patience: Patience | undefined,
  { stages = false, signal, onProgress, earlier }: RunOptions & Pick<DriveOptions, 'earlier'>,
): Promise<Outcome> {
  const { iterations: until, checkpointEvery, scalarsEvery } = recorder.manifest;
  let outcome: Outcome | undefined;
  try {
    outcome = await drive(solver, start, {
      until,
      sink: recorder,
      checkpointEvery,
      scalarsEvery,
      stages,
      patience,
      signal,
      ...(onProgress && { onProgress }),
      ...(earlier && { earlier }),
    });
    if (results) recorder.results(results(outcome.state));
    return outcome;
  } finally {
    recorder.close(outcome?.status ?? 'interrupted', outcome?.reason);
  }
}
