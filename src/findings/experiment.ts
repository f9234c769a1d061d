import type { Settings } from '../settings.js';

/** How a run is made: what the command line of the same name takes. */
export interface RunSettings {
  /** The iteration to reach; the subject's default, or the parent's on a fork. */
  readonly iterations?: number;
  readonly set?: Settings;
  readonly engine?: string;
  readonly scalarsEvery?: number;
  readonly checkpointEvery?: number;
  /** Whether it takes so long that it is made only where every claim is checked. */
  readonly long?: boolean;
}

/** A run from its start, of a subject by name. */
export interface RunExperiment extends RunSettings {
  readonly kind: 'run';
  readonly subject: string;
}

/** An arm: a run that goes on from a state of another experiment, or from a checkpoint file, with things changed. */
export interface ForkExperiment extends RunSettings {
  readonly kind: 'fork';
  /** The name of another experiment, or the path of a checkpoint. */
  readonly of: string;
  /** The iteration; undefined for a checkpoint file. */
  readonly at?: number;
}

/** A question put to a run by a command that prints one JSON document. */
export interface Query {
  readonly kind: 'query';
  readonly command: 'diagnose' | 'probe' | 'compare';
  /** The name of the run, and the iteration of the state where one is asked. */
  readonly of: string;
  readonly at?: number;
  /** Further arguments, such as flags; the name of another run stands for its folder. */
  readonly more?: readonly string[];
  readonly long?: boolean;
}

/** Anything else that takes its time: what it gives is kept for all claims. */
export interface Measurement<Result = unknown> {
  readonly kind: 'measure';
  readonly long?: boolean;
  /** What makes it again, for people. */
  readonly command: string;
  measure(): Result | Promise<Result>;
}

export type Experiment = RunExperiment | ForkExperiment | Query | Measurement;

export const run = (subject: string, settings: RunSettings = {}): RunExperiment => ({
  kind: 'run',
  subject,
  ...settings,
});

export const fork = (of: string, at: number | undefined, settings: RunSettings = {}): ForkExperiment => ({
  kind: 'fork',
  of,
  ...(at !== undefined && { at }),
  ...settings,
});

export const query = (
  command: Query['command'],
  of: string,
  more: Omit<Query, 'kind' | 'command' | 'of'> = {},
): Query => ({
  kind: 'query',
  command,
  of,
  ...more,
});

export const measure = <Result>(
  command: string,
  work: () => Result | Promise<Result>,
  { long = false }: { readonly long?: boolean } = {},
): Measurement<Result> => ({ kind: 'measure', command, long, measure: work });
