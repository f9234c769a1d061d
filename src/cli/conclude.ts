import { relative } from 'node:path';
import { type RunResult, summarize } from '../run/index.js';
import type { Subject } from '../subject.js';
import { EXIT } from './exit.js';
import { writePictures } from './pictures.js';

/** Draws the end of a run, says how it ended and where it lies, and sets the exit code. */
export async function conclude(
  subject: Subject,
  result: RunResult,
  flags: { pictures: boolean; json?: boolean },
): Promise<void> {
  const { folder, outcome, prepared, warnings } = result;
  const pictures = flags.pictures ? await writePictures(subject, result) : [];
  for (const warning of warnings) process.stderr.write(`plumbline: passed over ${warning}\n`);
  const summary = summarize(outcome, prepared.solver.isAnnealed);
  if (flags.json) {
    const { status, reason, state, best, last } = outcome;
    const found = { status, reason, iteration: state.iteration, last, best, summary };
    const document = { run: folder, subject: subject.name, engine: prepared.engine, ...found, pictures, warnings };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    process.stdout.write(`${subject.name} ${summary}\n`);
    process.stdout.write(
      `${relative('', folder) || folder}${pictures.length > 0 ? `, ${pictures.length} pictures in pictures/` : ''}\n`,
    );
  }
  if (outcome.status === 'non-finite') process.exitCode = EXIT.difference;
  if (outcome.status === 'interrupted') process.exitCode = EXIT.interrupted;
}
