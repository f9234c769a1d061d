import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { InputError } from '../errors.js';
import type { Inputs } from '../subject.js';
import { describeInput, type Manifest, type Run } from '../trace/index.js';

/** Larger files are not read: a run keeps a copy of each. */
const LIMIT = 256 * 1024 * 1024;
/** How much of a file's own name its copy has: with the setting's name in front it must be one that can be made. */
const NAME_LENGTH = 60;

/** Inputs that remember what was read, so that it can be kept with the run. */
export interface KeptInputs extends Inputs {
  /** All that was read, by name. */
  readonly bytes: Readonly<Record<string, Uint8Array>>;
  /** The names of those that are not the run's own. */
  readonly foreign: readonly string[];
  /** All that was read, as run.json describes it. */
  readonly described: Manifest['inputs'];
}

/** Reads inputs from `run`'s own copies where the setting still names the file that was copied, and else from the disk. */
export function keptInputs(run?: Run): KeptInputs {
  const bytes: Record<string, Uint8Array> = {};
  const foreign: string[] = [];
  const described: Manifest['inputs'] = {};
  return {
    bytes,
    foreign,
    described,
    read(name, path) {
      const own = run?.manifest.inputs[name];
      if (run !== undefined && own?.source === path) {
        described[name] = own;
        bytes[name] = run.input(name);
        return bytes[name];
      }
      const content = readRegularFile(path);
      bytes[name] = content;
      foreign.push(name);
      const ending = path.split(/[\\/]/).at(-1)?.slice(-NAME_LENGTH);
      described[name] = describeInput(`${name}-${ending}`, content, path);
      return content;
    },
  };
}

/** The bytes of a file that a user names. Throws InputError when it is not there, not a file, or larger than 256 MiB. */
export function readRegularFile(path: string): Uint8Array {
  let file: number | undefined;
  try {
    // a pipe is opened without waiting for its other end, so that it cannot stop the program
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = fstatSync(file);
    if (!facts.isFile()) throw new InputError(`${path}: expected a file`);
    if (facts.size > LIMIT) throw new InputError(`${path}: ${facts.size} bytes; expected at most ${LIMIT}`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
