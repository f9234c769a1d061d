import { InputError } from '../errors.js';
import { Patience } from '../optimizers/index.js';
import { NONE, type Settings } from '../settings.js';
import type { State } from '../solver.js';
import { defaultIterations, ENGINES, type EngineName, type Occasion, type Prepared, type Subject } from '../subject.js';
import { configAt, type Damaged, openRun, type Run, resumeRun } from '../trace/index.js';
import { replay } from './history.js';
import { hostFacts } from './host.js';
import { type KeptInputs, keptInputs, readRegularFile } from './inputs.js';
import { driveRecorded, type RunOptions, type RunResult, record } from './start.js';

/** Where to go on from: a run, at its newest whole checkpoint unless an iteration is given. */
export interface ResumePoint {
  readonly folder: string;
  readonly iteration?: number | undefined;
}

/** A resume with what it needs read and checked, before anything is written. */
interface Plan {
  readonly run: Run;
  readonly state: State;
  readonly prepared: Prepared;
  readonly inputs: KeptInputs;
  readonly iterations: number;
}

/** A state to go on from, and the newer checkpoints that are damaged and were passed over. */
interface Found {
  readonly state: State;
  readonly damaged: readonly Damaged[];
}

/**
 * Goes on with a run from a checkpoint with some settings changed: into `folder` as a run of its own, or in place where no
 * folder is given. In place nothing that was written is dropped, so only the newest checkpoint can be gone on from. Throws
 * InputError.
 */
export async function resume(
  subject: Subject,
  point: ResumePoint,
  changed: Settings,
  folder: string | undefined,
  options: RunOptions = {},
): Promise<RunResult> {
  const run = openRun(point.folder);
  const { state, damaged } = stateAt(run, point);
  const parent = configAt(run.manifest, state.iteration) as Settings;
  const settings = { ...pending(subject, run, state.iteration), ...subject.fork(parent, changed) };
  const asked = options.engine ?? engineNamed(run, 'engineAsked');
  // with other settings the subject chooses again, unless its user did
  const engine = asked ?? (Object.keys(changed).length > 0 ? undefined : engineNamed(run, 'engine'));
  const plan = await prepare(subject, run, state, settings, { ...options, engine }, folder === undefined);
  const every = {
    checkpointEvery: options.checkpointEvery ?? run.manifest.checkpointEvery,
    scalarsEvery: options.scalarsEvery ?? run.manifest.scalarsEvery,
  };
  const warnings = damaged.map(({ reason }) => reason);
  if (folder === undefined) {
    if (point.iteration !== undefined) checkNewest(run, point.iteration);
    return { ...(await goOn(plan, parent, changed, { ...options, ...every, engine: asked })), warnings };
  }
  const { prepared, inputs, iterations } = plan;
  const origin = { run: point.folder, iteration: state.iteration, changed };
  const result = await record(
    folder,
    subject,
    prepared,
    plan.state,
    inputs,
    { ...options, ...every, iterations, engine: asked },
    origin,
  );
  return { ...result, warnings };
}

/** Begins a run at a checkpoint that another program wrote. Throws InputError. */
export async function resumeImported(
  subject: Subject,
  file: string,
  changed: Settings,
  folder: string,
  options: RunOptions = {},
): Promise<RunResult> {
  if (subject.importCheckpoint === undefined) throw new InputError(`${file}: expected a run folder`);
  const { state, settings } = subject.importCheckpoint(readRegularFile(file), file);
  const iterations = options.iterations ?? defaultIterations(subject, { ...settings, ...changed });
  checkAhead(file, state, iterations);
  const inputs = keptInputs();
  const { engine, threads } = options;
  const occasion: Occasion = { engine, threads, iterations, start: state.iteration, inputs };
  const prepared = await subject.prepare({ ...settings, ...changed }, occasion);
  const origin = { run: file, iteration: state.iteration, changed };
  return record(folder, subject, prepared, prepared.adopt(state, file), inputs, { ...options, iterations }, origin);
}

function stateAt(run: Run, { folder, iteration }: ResumePoint): Found {
  if (iteration !== undefined) {
    const kept = run.checkpoints();
    if (!kept.includes(iteration)) {
      throw new InputError(`${folder}: no checkpoint ${iteration}; expected one of ${summary(kept)}`);
    }
    return { state: run.state(iteration), damaged: [] };
  }
  const { state, damaged } = run.newestWhole();
  if (state !== undefined) return { state, damaged };
  throw new InputError(`${folder}: no whole checkpoint${damaged.length > 0 ? `: ${damaged[0].reason}` : ''}`);
}

/** Iterations as a message lists them. */
export function summary(iterations: readonly number[]): string {
  if (iterations.length <= 6) return iterations.join(', ') || 'none';
  return `${iterations.slice(0, 3).join(', ')} … ${iterations.slice(-2).join(', ')}`;
}

async function prepare(
  subject: Subject,
  run: Run,
  state: State,
  settings: Settings,
  options: RunOptions,
  inPlace: boolean,
): Promise<Plan> {
  const { manifest, folder } = run;
  const iterations = options.iterations ?? manifest.iterations;
  // a kill between the last checkpoint and run.json leaves a run that only has to be declared finished
  const isDone = inPlace && manifest.status === 'running' && state.iteration === iterations;
  if (!isDone) checkAhead(folder, state, iterations);
  const inputs = keptInputs(run);
  const { engine, threads } = options;
  const occasion = { engine, threads, iterations, start: state.iteration, inputs };
  const prepared = await subject.prepare(settings, occasion);
  const file = `${folder}: checkpoint ${state.iteration}`;
  return { run, state: prepared.adopt(state, file), prepared, inputs, iterations };
}

/** The engine that run.json names. Throws InputError for one that is not known. */
export function engineNamed({ manifest, folder }: Run, key: 'engine' | 'engineAsked'): EngineName | undefined {
  const name = manifest[key];
  const engine = ENGINES.find((each) => each === name);
  if (name !== undefined && engine === undefined)
    throw new InputError(`${folder}/run.json: ${key} "${name}"; expected ${ENGINES.join(', ')}`);
  return engine;
}

function checkAhead(place: string, state: State, iterations: number): void {
  if (iterations <= state.iteration) {
    throw new InputError(`${place}: already at iteration ${state.iteration}; expected --iterations above it`);
  }
}

function checkNewest({ folder, checkpoints }: Run, iteration: number): void {
  const last = checkpoints().at(-1) as number;
  if (last > iteration) throw new InputError(`${folder}: has gone on to ${last}, which would be lost; expected --out`);
}

/**
 * What the change of settings at `iteration` asks for once. It is still to be done as long as that checkpoint, which was
 * written before the change, is where the run goes on.
 */
export function pending(subject: Subject, { manifest }: Run, iteration: number): Settings {
  const changes = manifest.segments.filter(({ from }) => from === iteration).map(({ config }) => config);
  const all = Object.assign({}, ...changes) as Settings;
  const lasting = subject.fork(all, {});
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in lasting)));
}

/** Settings that turn `before` into `after` when they are laid over it. */
function difference(before: Settings, after: Settings): Settings {
  const gone = Object.keys(before).filter((name) => !(name in after));
  return { ...Object.fromEntries(gone.map((name) => [name, NONE])), ...after };
}

async function goOn(
  { run, state, prepared, inputs, iterations }: Plan,
  parent: Settings,
  changed: Settings,
  { checkpointEvery, scalarsEvery, ...options }: RunOptions & { checkpointEvery: number; scalarsEvery: number },
): Promise<RunResult> {
  const { folder } = run;
  const [replaced] = inputs.foreign;
  if (replaced !== undefined) throw new InputError(`${folder}: setting ${replaced} names another file; expected --out`);
  const table = run.scalars();
  const recorder = resumeRun(folder, state.iteration, prepared.solver.columns, {
    config: Object.keys(changed).length > 0 ? difference(parent, prepared.settings) : {},
    engine: prepared.engine,
    ...(options.engine && { engineAsked: options.engine }),
    iterations,
    checkpointEvery,
    scalarsEvery,
    ...hostFacts(),
  });
  const patience = prepared.patience === undefined ? undefined : new Patience(prepared.patience);
  const since = Math.max(recorder.manifest.start, ...recorder.manifest.segments.map(({ from }) => from));
  const earlier = replay(table, state.iteration, since, patience);
  const outcome = await driveRecorded(recorder, prepared, state, patience, { ...options, earlier });
  return { folder, prepared, outcome, warnings: [] };
}
