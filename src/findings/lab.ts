import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execute, semaphore } from '../commands.js';
import { InputError } from '../errors.js';
import type { Experiment, Measurement, RunSettings } from './experiment.js';
import { openTrace, type Trace } from './trace.js';

/** An experiment that was made: a run as its trace, a measurement as what it gave. */
export type Made = Trace | { readonly command: string; readonly result: unknown };

/** Makes experiments when they are asked for, each once, and no more at a time than the machine has cores. */
export interface Lab {
  /** Throws Error, with the last line that the command wrote, when an experiment could not be made. */
  make(name: string): Promise<Made>;
}

/** A lab whose runs lie below `folder`. Experiments fork from each other by name; runs are made by the command line. */
export function openLab(experiments: Readonly<Record<string, Experiment>>, folder: string): Lab {
  const made = new Map<string, Promise<Made>>();
  const take = semaphore(availableParallelism());
  const make = (name: string): Promise<Made> => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const started = start(name);
    made.set(name, started);
    return started;
  };
  const start = async (name: string): Promise<Made> => {
    const experiment = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
    if (experiment === undefined)
      throw new InputError(`experiment ${name}: not known; expected one of ${Object.keys(experiments).join(', ')}`);
    if (experiment.kind === 'measure') {
      return take(async () => ({ command: experiment.command, result: await experiment.measure() }));
    }
    const folders = await foldersOf(name, experiment);
    const args = argumentsOf(experiment, (other) => folders.get(other));
    const command = commandOf(experiment, name, experiments);
    if (experiment.kind === 'query') {
      return take(async () => ({ command, result: JSON.parse(await execute([...args, '--json'])) }));
    }
    const out = join(folder, folderName(name));
    await take(() => execute([...args, '--out', out, '--no-pictures']));
    return openTrace(out, command);
  };
  /** The folders of the runs that an experiment builds on, made first. */
  const foldersOf = async (name: string, experiment: Experiment): Promise<ReadonlyMap<string, string>> => {
    const folders = new Map<string, string>();
    for (const other of buildsOn(experiment, experiments)) {
      const parent = await make(other);
      if (!('folder' in parent)) throw new InputError(`experiment ${name}: ${other} is not a run`);
      folders.set(other, parent.folder);
    }
    return folders;
  };
  return { make };
}

/** The names of the experiments that one builds on: what it forks from or asks. */
export function buildsOn(experiment: Experiment, experiments: Readonly<Record<string, Experiment>>): string[] {
  const named =
    experiment.kind === 'fork'
      ? [experiment.of]
      : experiment.kind === 'query'
        ? [experiment.of, ...(experiment.more ?? [])]
        : [];
  return named.filter((name) => Object.hasOwn(experiments, name));
}

/** The name of an experiment as that of a folder. */
export const folderName = (name: string): string => name.replace(/[^\w.=+-]+/g, '_');

/** The command line that makes an experiment again, as a person would type it. */
function commandOf(
  experiment: Exclude<Experiment, Measurement>,
  name: string,
  experiments: Readonly<Record<string, Experiment>>,
): string {
  const place = (other: string) => (Object.hasOwn(experiments, other) ? `runs/${folderName(other)}` : undefined);
  const out = experiment.kind === 'query' ? [] : ['--out', `runs/${folderName(name)}`];
  const parts = [...argumentsOf(experiment, place), ...out];
  return `npx plumbline ${parts.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part}'`)).join(' ')}`;
}

/** The arguments of an experiment's command; `folderOf` gives the folders of other experiments by name. */
function argumentsOf(
  experiment: Exclude<Experiment, Measurement>,
  folderOf: (name: string) => string | undefined,
): string[] {
  if (experiment.kind === 'run') return ['run', experiment.subject, ...flagsOf(experiment)];
  const { of, at } = experiment;
  const place = `${folderOf(of) ?? of}${at === undefined ? '' : `@${at}`}`;
  if (experiment.kind === 'fork') return ['resume', place, ...flagsOf(experiment)];
  return [experiment.command, place, ...(experiment.more ?? []).map((part) => folderOf(part) ?? part)];
}

function flagsOf({ iterations, set = {}, engine, scalarsEvery, checkpointEvery }: RunSettings): string[] {
  const flags: [string, string | number | undefined][] = [
    ['--iterations', iterations],
    ['--engine', engine],
    ['--scalars-every', scalarsEvery],
    ['--checkpoint-every', checkpointEvery],
  ];
  return [
    ...flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
    ...Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
  ];
}
