import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { InputError } from '../errors.js';
import { codeOf, reasonOf, staysInside } from './files.js';

const MANIFEST = 'run.json';
const SCALARS = 'scalars.csv';
export const LOCK = 'run.lock';
export const CHECKPOINTS = 'checkpoints';
export const STAGES = 'stages';
export const INPUTS = 'inputs';
/** Checkpoints and rows come from programs that may be wrong; what is larger cannot be held in one array. */
export const FILE_LIMIT = 0x7fff_ffff;

/** Whether a name in a run folder is one of the format's own. */
export const isOwn = (name: string): boolean =>
  [MANIFEST, SCALARS, LOCK, CHECKPOINTS, STAGES, INPUTS].includes(name.toLowerCase());

export const manifestPath = (folder: string): string => join(folder, MANIFEST);
export const scalarsPath = (folder: string): string => join(folder, SCALARS);

/** The file of an iteration in `checkpoints` or `stages`: six digits at least, so that names sort as numbers do up to a million. */
export const iterationPath = (folder: string, kind: string, iteration: number): string =>
  join(folder, kind, `${String(iteration).padStart(6, '0')}.safetensors`);

/** The iterations that have a file in `checkpoints` or `stages`, increasing. Other files are not looked at. */
export function iterationsIn(folder: string, kind: string): number[] {
  return namesIn(join(folder, kind))
    .map((name) => Number(/^(\d{6}|[1-9]\d{6,15})\.safetensors$/.exec(name)?.[1] ?? Number.NaN))
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b);
}

/** Files that a killed process left half written. */
export function leftovers(folder: string): string[] {
  return [folder, join(folder, CHECKPOINTS), join(folder, STAGES)].flatMap((place) =>
    namesIn(place)
      .filter((name) => /^\..+\.tmp$/.test(name))
      .map((name) => join(place, name)),
  );
}

/** The names in a folder; none where it does not stand. Throws InputError where it cannot be read. */
export function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new InputError(`${path}: ${codeOf(error) === 'ENOTDIR' ? 'a file, a folder expected' : reasonOf(error)}`);
  }
}

/** Throws InputError when a folder that is about to be written to is a link, which could lead anywhere. */
export function checkFolders(folder: string): void {
  for (const name of [CHECKPOINTS, STAGES]) {
    const facts = lstatSync(join(folder, name), { throwIfNoEntry: false });
    if (facts && !facts.isDirectory()) throw new InputError(`${join(folder, name)}: not a folder of this run`);
  }
}

/** The path of a file that run.json names. Throws InputError when it, or a link on the way, leaves the folder. */
export function pathInside(folder: string, file: string): string {
  const path = join(folder, file);
  let place: string;
  try {
    place = relative(realpathSync(folder), realpathSync(dirname(path))).replaceAll('\\', '/');
  } catch (error) {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  }
  if (!staysInside(file) || (place !== '' && !staysInside(place)))
    throw new InputError(`${path}: outside the run folder`);
  return path;
}
