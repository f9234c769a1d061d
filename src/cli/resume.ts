import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { InputError } from '../errors.js';
import { type ResumePoint, resume, resumeImported } from '../run/index.js';
import { openRun } from '../trace/index.js';
import { conclude } from './conclude.js';
import { forkFolder, freeFolder } from './folders.js';
import { interruptible } from './interrupt.js';
import { type DriveFlags, driveCommand } from './options.js';
import { showProgress } from './progress.js';
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
    .action(async (place: string, flags: DriveFlags) => {
      const { subject, go } = planned(place, flags);
      const progress = showProgress(subject.name);
      const result = await interruptible((signal) => go({ signal, onProgress: progress.show })).finally(progress.clear);
      conclude(subject, result, flags);
    });
}

type Heard = Pick<Parameters<typeof resume>[4] & object, 'signal' | 'onProgress'>;

function planned(place: string, flags: DriveFlags) {
  if (place.endsWith('.json') && statSync(place, { throwIfNoEntry: false })?.isFile()) {
    // the only format of another program that is known is the Gaussian reference's
    const [subject] = SUBJECTS.filter((each) => each.importCheckpoint !== undefined);
    const folder = flags.out ?? freeFolder(`runs/${subject.name}`);
    return { subject, go: (heard: Heard) => resumeImported(subject, place, flags.set, folder, { ...flags, ...heard }) };
  }
  const point = parsePoint(place);
  const { manifest } = openRun(point.folder);
  const subject = subjectNamed(manifest.subject, `${point.folder}/run.json: subject`);
  const folder = flags.out ?? (point.iteration === undefined ? undefined : forkFolder(point, flags.set));
  return { subject, go: (heard: Heard) => resume(subject, point, flags.set, folder, { ...flags, ...heard }) };
}

/** RUN or RUN@ITERATION; a folder whose own name ends like that is taken as it stands. */
function parsePoint(place: string): ResumePoint {
  const [, folder, iteration] = /^(.+)@(\d+)$/s.exec(place) ?? [];
  const point =
    folder === undefined || existsSync(place) ? { folder: place } : { folder, iteration: Number(iteration) };
  if (!existsSync(point.folder)) throw new InputError(`${point.folder}: no such run folder`);
  return point;
}
