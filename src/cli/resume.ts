import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { type ResumePoint, resume, resumeImported } from '../run/index.js';
import { openRun } from '../trace/index.js';
import { carryOut } from './carry-out.js';
import { forkFolder, freeFolder } from './folders.js';
import { type DriveFlags, driveCommand } from './options.js';
import { parsePoint } from './point.js';
import { SUBJECTS, subjectNamed } from './subjects.js';

/** `plumbline resume RUN[@ITERATION]`: goes on from a checkpoint, in place or forked, with things changed. */
export function resumeCommand(): Command {
  return driveCommand('resume')
    .summary('go on from a checkpoint, in place or forked, with things changed')
    .description(
      'Goes on with RUN in place, from its newest whole checkpoint. With @ITERATION, or with --out, a run of its own begins ' +
        'at that checkpoint and RUN stays as it is. RUN may also be a JSON checkpoint of the Gaussian reference program.',
    )
    .argument('<run[@iteration]>', 'a run folder, or a checkpoint in JSON')
    .action((place: string, flags: DriveFlags) =>
      place.endsWith('.json') && statSync(place, { throwIfNoEntry: false })?.isFile()
        ? goOnFromFile(place, flags)
        : goOnFromRun(parsePoint(place), flags),
    );
}

function goOnFromFile(file: string, flags: DriveFlags): Promise<void> {
  // the only format of another program that is known is the Gaussian reference's
  const [subject] = SUBJECTS.filter((each) => each.importCheckpoint !== undefined);
  const folder = flags.out ?? freeFolder(`runs/${subject.name}`);
  return carryOut(subject, flags, (options) => resumeImported(subject, file, flags.set, folder, options));
}

function goOnFromRun(point: ResumePoint, flags: DriveFlags): Promise<void> {
  const { manifest } = openRun(point.folder);
  const subject = subjectNamed(manifest.subject, `${point.folder}/run.json: subject`);
  const folder = flags.out ?? (point.iteration === undefined ? undefined : forkFolder(point, flags.set));
  return carryOut(subject, flags, (options) => resume(subject, point, flags.set, folder, options));
}
