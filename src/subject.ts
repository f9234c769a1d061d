import type { z } from 'zod';
import type { Figure, ScaleKind } from './figure.js';
import type { Settings } from './settings.js';
import type { Solver, State } from './solver.js';

/** The engines that a subject may be run by. Not every subject has every one, nor every engine every setting. */
export const ENGINES = ['simd', 'strict', 'tensorflow'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Reads the files that settings name; the run that asks keeps them with it, so that it can be resumed anywhere. */
export interface Inputs {
  /** The bytes of `path`, known to the run as `name`. Throws InputError when it cannot be read. */
  read(name: string, path: string): Uint8Array;
}

/** What a run is made for. */
export interface Occasion {
  /** The engine asked for; undefined lets the subject choose. */
  readonly engine: EngineName | undefined;
  /** How many threads an engine may use; never changes a bit. */
  readonly threads?: number | undefined;
  /** The iteration that the run is to reach. */
  readonly iterations: number;
  /** The iteration of the state that it starts from: 0, or that of the checkpoint. */
  readonly start: number;
  readonly inputs: Inputs;
}

/** A subject with its settings made up: ready to run. */
export interface Prepared {
  readonly engine: EngineName;
  /** Every setting with the value that holds, as run.json records them; preparing with these again gives the same solver. */
  readonly settings: Settings;
  readonly solver: Solver;
  /** Iterations without a new smallest loss after which to stop. */
  readonly patience: number | undefined;
  /**
   * Makes a checkpoint's state one that this solver goes on from: adds what its optimizer keeps and the other's did not,
   * leaves out what it does not keep, and does once what the settings ask for on a resume. Throws InputError naming `file`
   * when the state is of another problem.
   */
  adopt(state: State, file: string): State;
  /** Pictures of a state by name, as figures to be drawn or as the bytes of a PNG. */
  pictures(state: State): Readonly<Record<string, Figure | Uint8Array>>;
  /** What the run came to, from its last finite state: files by name, such as metrics.json, for the run's folder. */
  results?(state: State): Readonly<Record<string, Uint8Array>>;
  /** What the solver descends around a state, open to experiments. */
  probe?(state: State): Probe;
}

/** Parameters by group, flat and in double precision. */
export type Doubles = Readonly<Record<string, Float64Array>>;

/** The function that a solver descends, apart from the steps that it descends it by; whatever else it depends on is the state's. */
export interface Probe {
  /** What the objective is, for people: `l2`. */
  readonly objectiveName: string;
  /** The trained parameters. */
  readonly groups: readonly ProbeGroup[];
  /** The tensors of the state that hold them. */
  readonly tensors: readonly string[];
  /** The parameters of every group in a state. */
  parameters(state: State): Doubles;
  /** The objective, in double precision whatever the solver's own is; pure. */
  objective(params: Doubles): number;
  /** Its gradient of every group by the solver's own formulas, in double precision. */
  gradient(params: Doubles): Doubles;
  /**
   * Of an optimizer that divides by the root of a second moment plus eps: eps, and by group the roots that the update which led
   * to a state was divided by.
   */
  adaptive?(next: State): { readonly eps: number; readonly roots: Doubles };
}

/** Parameters of one kind, moved and frozen together. */
export interface ProbeGroup {
  readonly name: string;
  /** The ends between which entry `index` is kept; a group without them is free. */
  range?(index: number): readonly [low: number, high: number];
  /** For parameters behind a squashing function such as a sigmoid: its slope at each, as a share of its largest. */
  slope?(params: Float64Array): Float64Array;
}

/** What kind of thing an arm changes. Those of {@link OPTIMIZER_KINDS} leave alone what is descended. */
export const OPTIMIZER_KINDS = ['rate', 'schedule', 'clipping', 'memory', 'optimizer'] as const;
export const ARM_KINDS = [...OPTIMIZER_KINDS, 'freezing', 'problem', 'start', 'arithmetic', 'asked'] as const;
export type ArmKind = (typeof ARM_KINDS)[number];

/** One change to a run: a fork that differs from its control in this alone. */
export interface Arm {
  readonly kind: ArmKind;
  /** The setting that is changed; none where it is the engine. */
  readonly set?: Settings;
  readonly engine?: EngineName;
}

/** A chart of a run's scalars: panels above one another that share the iterations. */
export interface CurvePlan {
  readonly name: string;
  readonly title: string;
  readonly panels: readonly {
    /** What is measured, with its unit. */
    readonly label: string;
    readonly scale?: ScaleKind;
    readonly columns: readonly string[];
  }[];
  /** A column that is marked wherever its value changes, as where a schedule goes on to its next part. */
  readonly changes?: string;
}

/** A run as its folder tells of it. */
export interface RecordedRun {
  /** Where it is. */
  readonly folder: string;
  readonly settings: Settings;
  readonly iterations: Float64Array;
  /** The scalars by column. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Its metrics.json; undefined where it has none. */
  readonly metrics: unknown;
}

/** The iterations of a subject's run when nothing is said. Throws InputError where that depends on settings that are bad. */
export const defaultIterations = ({ iterations }: Pick<Subject, 'iterations'>, given: Settings): number =>
  typeof iterations === 'number' ? iterations : iterations(given);

/** An iterative program that can be run by name. */
export interface Subject {
  readonly name: string;
  readonly settings: z.ZodObject;
  /** The iterations of a run when nothing is said, where they depend on its settings by a function of those given. */
  readonly iterations: number | ((given: Settings) => number);
  readonly checkpointEvery: number;
  /** Throws InputError for settings that are unknown, out of range, or that no engine can run. */
  prepare(given: Settings, occasion: Occasion): Promise<Prepared>;
  /** The settings of a fork: what was changed laid over the parent's, less what the change makes stale. */
  fork(parent: Settings, changed: Settings): Settings;
  /** A state and its settings from a checkpoint in another program's JSON. Throws InputError. */
  importCheckpoint?(bytes: Uint8Array, file: string): { state: State; settings: Settings };
  /** The changes worth trying on a run of these settings when nothing is known of what is wrong with it. */
  arms?(settings: Settings): readonly Arm[];
  readonly curves: readonly CurvePlan[];
  /**
   * Lines that people of its field expect below a diagnosis of one of its runs, and below a comparison of several; none where
   * it has nothing to tell.
   */
  report?(runs: readonly RecordedRun[]): readonly string[];
}
