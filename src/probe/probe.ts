import { InputError } from '../errors.js';
import { type Reopened, reopen } from '../run/index.js';
import { parseSettings, type Settings } from '../settings.js';
import type { Arm, ArmKind, Subject } from '../subject.js';
import { openRun } from '../trace/index.js';
import { type Ablations, ablate } from './ablation.js';
import { armName, runArms } from './arms.js';
import { type Cause, causesOf } from './causes.js';
import { checkGradient, type GroupCheck } from './gradient-check.js';
import { type Ranking, rank } from './rank.js';
import { reportStep, type StepReport } from './step-report.js';

/** A change that a user wants tried. */
export type Change = Omit<Arm, 'kind'>;

export interface ProbeOptions {
  /** The iteration of the state; that of the smallest loss where it is left out. */
  readonly at?: number | undefined;
  /** The iteration that arms reach; that of the run, or as far again where the run ends at the state. */
  readonly until?: number | undefined;
  /** Arms to try instead of the subject's own. */
  readonly arms?: readonly Change[] | undefined;
  /** A run that went on from the same state and came out differently. */
  readonly other?: string | undefined;
  /** Where the arms are kept: an empty folder, or one that does not exist. */
  readonly folder: string;
  readonly onRun?: (done: number, of: number) => void;
}

/** What a probe found; probe.json is this. */
export interface ProbeDocument {
  readonly run: string;
  readonly subject: string;
  readonly engine: string;
  /** The iteration probed, and that of the checkpoint that it was worked out from. */
  readonly at: number;
  readonly checkpoint: number;
  /** The iteration that the arms reach. */
  readonly until: number;
  /** What is descended, as {@link StepReport.objective} and the gradient are of. */
  readonly objective: string;
  readonly gradient: readonly GroupCheck[];
  readonly step: StepReport;
  readonly arms: Ranking;
  /** Whether the control's losses are those that the run recorded, to the last bit; null where it recorded none of them. */
  readonly repeats: boolean | null;
  readonly state: Ablations;
  readonly causes: readonly Cause[];
}

/** Asks the run itself: checks gradients and step at a state, tries arms from it, and spoils it field by field. Throws InputError. */
export async function probe(subject: Subject, place: string, options: ProbeOptions): Promise<ProbeDocument> {
  const at = options.at ?? bestOf(place);
  const reopened = await reopen(subject, place, at);
  const { prepared, state, run, checkpoint } = reopened;
  if (prepared.probe === undefined)
    throw new InputError(`${place}: subject ${subject.name} does not say what it descends; nothing to probe`);
  const over = prepared.solver.done?.(state);
  if (over !== undefined)
    throw new InputError(`${place}: at ${at}, ${over}; expected an iteration with a step to come`);
  const probe = prepared.probe(state);
  const until = untilOf(reopened, options.until);
  const arms = armsOf(subject, prepared.settings, options.arms);
  const before = probe.parameters(state);
  const { state: next, scalars } = prepared.solver.step(state);
  const gradient = checkGradient(probe, before, probe.parameters(next));
  const step = reportStep(probe, before, next);
  const ablations = ablate(reopened, until, options.other);
  const ranking = rank(await runArms({ ...options, reopened, until, tensors: probe.tensors }, arms), scalars.loss);
  return {
    run: place,
    subject: subject.name,
    engine: prepared.engine,
    at,
    checkpoint,
    until,
    objective: probe.objectiveName,
    gradient,
    step,
    arms: ranking,
    repeats: repeats(run.scalars(), ranking),
    state: ablations,
    causes: causesOf(gradient, step, ranking),
  };
}

/** The iteration of the smallest loss on record. Throws InputError where no loss is. */
function bestOf(folder: string): number {
  const { iterations, values } = openRun(folder).scalars();
  const loss = values.loss ?? [];
  let best = -1;
  loss.forEach((value, i) => {
    if (Number.isFinite(value) && (best < 0 || value < loss[best])) best = i;
  });
  if (best < 0) throw new InputError(`${folder}: no loss on record; expected --at`);
  return iterations[best];
}

function untilOf({ run, state }: Reopened, asked: number | undefined): number {
  const { iterations, start } = run.manifest;
  const at = state.iteration;
  const until = asked ?? (iterations > at ? iterations : at + Math.max(1, at - start));
  if (until <= at) throw new InputError(`${run.folder}: probed at ${at}; expected --iterations above it`);
  return until;
}

/** The arms to try, less those that change nothing. Throws InputError for a setting that the subject does not know. */
function armsOf(subject: Subject, settings: Settings, asked: readonly Change[] | undefined): readonly Arm[] {
  const known = subject.arms?.(settings) ?? [];
  const arms = asked?.map((change) => ({ kind: kindOf(change, known), ...change })) ?? known;
  const names = new Set<string>();
  return arms.filter((arm) => {
    if (arm.set !== undefined) parseSettings(subject.settings, subject.fork(settings, arm.set));
    const name = armName(arm);
    const changes = Object.entries(arm.set ?? {}).some(([key, value]) => settings[key] !== value) || arm.engine;
    if (!changes || names.has(name)) return false;
    names.add(name);
    return true;
  });
}

/** The kind of the subject's own arms that change the same setting. */
function kindOf({ set = {}, engine }: Change, known: readonly Arm[]): ArmKind {
  if (engine !== undefined) return 'arithmetic';
  return known.find((arm) => Object.keys(arm.set ?? {}).some((key) => key in set))?.kind ?? 'asked';
}

/** Compares the control with the rows of the run that it repeats. */
function repeats(
  {
    iterations,
    values,
  }: { readonly iterations: Float64Array; readonly values: Readonly<Record<string, Float64Array>> },
  { control }: Ranking,
): boolean | null {
  const rows = new Map(Array.from(iterations, (iteration, i) => [iteration, values.loss[i]]));
  const shared = control.curve.iterations.flatMap((iteration, i) => {
    const loss = rows.get(iteration);
    return loss === undefined ? [] : [Object.is(loss, control.curve.loss[i])];
  });
  return shared.length === 0 ? null : shared.every(Boolean);
}
