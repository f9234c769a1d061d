import { Command, InvalidArgumentError, Option } from 'commander';
import type { RunOptions } from '../run/index.js';
import type { Settings } from '../settings.js';
import { ENGINES } from '../subject.js';

/** The flags that `run` and `resume` have in common, as commander gives them. */
export interface DriveFlags
  extends Pick<RunOptions, 'engine' | 'threads' | 'iterations' | 'checkpointEvery' | 'scalarsEvery'> {
  readonly out?: string;
  readonly stages?: boolean;
  readonly set: Settings;
  readonly pictures: boolean;
  readonly json?: boolean;
}

/** A command with the flags of {@link DriveFlags}. */
export function driveCommand(name: string): Command {
  return new Command(name)
    .option('--out <dir>', 'folder of the run (default: a new one under runs/)')
    .option('--iterations <n>', 'iteration to reach', whole(1))
    .option('--checkpoint-every <n>', 'iterations between two checkpoints', whole(1))
    .option('--scalars-every <n>', 'iterations between two rows of scalars', whole(1))
    .option('--stages', 'keep the outputs of every stage beside each checkpoint')
    .option('--set <key=value>', 'change a setting; may be given again', setting, {})
    .addOption(new Option('--engine <name>', 'what computes the step (default: as the settings suit)').choices(ENGINES))
    .option('--threads <n>', 'threads that the engine may use; never changes a bit', whole(1, 64))
    .option('--no-pictures', 'draw no pictures at the end')
    .option('--json', 'print one JSON document');
}

/** A parser for whole numbers in a range. */
export const whole =
  (low: number, high = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(
        `expected a whole number from ${low}${high < Number.MAX_SAFE_INTEGER ? ` to ${high}` : ''}`,
      );
    }
    return value;
  };

/** A parser for `key=value`, laid over those given before. */
export function setting(text: string, earlier: Settings): Settings {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('expected key=value');
  return { ...earlier, [key]: value };
}
