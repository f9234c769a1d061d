import type { RunOptions, RunResult } from '../run/index.js';
import type { Subject } from '../subject.js';
import { conclude } from './conclude.js';
import { interruptible } from './interrupt.js';
import type { DriveFlags } from './options.js';
import { showProgress } from './progress.js';

/** Lets a run go on until it ends or Ctrl-C asks it to, shows how far it is, and says what came of it. */
export async function carryOut(
  subject: Subject,
  flags: DriveFlags,
  run: (options: RunOptions) => Promise<RunResult>,
): Promise<void> {
  const { show, clear } = showProgress(subject.name);
  const result = await interruptible((signal) => run({ ...flags, signal, onProgress: show })).finally(clear);
  await conclude(subject, result, flags);
}
