import type { Command } from 'commander';
import { startRun } from '../run/index.js';
import { carryOut } from './carry-out.js';
import { freeFolder } from './folders.js';
import { describeSettings } from './help.js';
import { type DriveFlags, driveCommand, whole } from './options.js';
import { SUBJECTS, subjectNamed } from './subjects.js';

/** `plumbline run SUBJECT`: runs a subject and writes a run folder. */
export function runCommand(): Command {
  return driveCommand('run')
    .summary('run a subject, write a run folder')
    .description(
      'Runs a subject from its start and records it: scalars at every iteration, checkpoints, pictures of the end.',
    )
    .argument('<subject>', SUBJECTS.map(({ name }) => name).join(', '))
    .option('--seed <n>', 'seed of the random start', whole(0))
    .addHelpText('after', () => SUBJECTS.map(describeSettings).join('\n'))
    .action(async (name: string, flags: DriveFlags & { seed?: number }) => {
      const subject = subjectNamed(name, 'run');
      const settings = { ...(flags.seed !== undefined && { seed: flags.seed }), ...flags.set };
      const folder = flags.out ?? freeFolder(`runs/${subject.name}`);
      await carryOut(subject, flags, (options) => startRun(subject, settings, folder, options));
    });
}
