import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import {
  bisectByCommit,
  bisectRepeatedly,
  checkRange,
  commandProgram,
  describeAnswer,
  describeCommits,
  historyOf,
  openClone,
  type RepeatedAnswer,
} from '../bisect/index.js';
import { InputError } from '../errors.js';
import { ENGINES } from '../subject.js';
import { openRun } from '../trace/index.js';
import { type CandidateFlags, candidateOf, maker, openStore } from './bisect-candidate.js';
import { EXIT } from './exit.js';
import { interruptible } from './interrupt.js';
import { printJson } from './json.js';
import { setting, whole } from './options.js';
import { showCount } from './progress.js';
import { growthFor, rulesOf, type ToleranceFlags, withTolerances } from './tolerances.js';

interface BisectFlags extends CandidateFlags, ToleranceFlags {
  readonly reference: string;
  readonly referenceCommand?: string;
  readonly commits?: string;
  readonly build?: string;
  readonly repository: string;
  readonly repeats?: number;
  readonly reseated?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

/** `plumbline bisect`: the iteration, the stage and the commit in which a candidate leaves a recorded reference. */
export function bisectCommand(): Command {
  const command = new Command('bisect')
    .summary('the iteration, the stage and the commit in which a candidate leaves a reference')
    .description(
      'Finds where a candidate leaves a recorded reference: a recorded run, a command in any language, or (with neither) ' +
        'this program, with settings changed. Exit code 1: it does.',
    )
    .requiredOption('--reference <run>', 'the recorded run that is right')
    .option('--reference-command <cmd>', 'a command that makes it again, to look between its checkpoints')
    .option('--candidate <run>', 'a recorded run')
    .option(
      '--command <cmd>',
      'a command for the shell; it gets a checkpoint, a number of iterations and a folder for its run as $1 $2 $3',
    )
    .option('--set <key=value>', 'this program, with a setting changed; may be given again', setting, {})
    .addOption(new Option('--engine <name>', 'this program, by that engine').choices(ENGINES))
    .option('--threads <n>', 'threads that the engine may use', whole(1, 64))
    .option(
      '--commits <good..bad>',
      'find the commit, too; the command then runs in a clone, where each is checked out',
    )
    .option('--build <cmd>', 'what builds a commit in that clone; commits that it fails on are skipped')
    .option('--repository <dir>', 'the repository that has the commits', '.')
    .option('--timeout <s>', 'seconds that a command or a build may take', whole(1, 1_000_000), 600)
    .option('--repeats <n>', 'runs that tell noise from a difference (default: 3 of a command, 1 else)', whole(1, 1000))
    .option('--reseated', 'look only at single steps from the states of the reference, not at what accumulates')
    .option('--until <iteration>', 'leave out what comes after this iteration', whole(0))
    .option('--despite <settings>', 'settings of recorded runs that may differ, comma-separated, or all', (text) =>
      text.split(','),
    )
    .option('--out <dir>', 'folder in which probes are kept, to go on from (default: one under runs/)')
    .option('--json', 'print one JSON document');
  return withTolerances(command).action(async (flags: BisectFlags) => {
    if (flags.commits === undefined && flags.build !== undefined)
      throw new InputError('--build: expected --commits GOOD..BAD, too');
    if (flags.commits !== undefined && flags.command === undefined)
      throw new InputError('--commits: expected --command, which runs what was built');
    const temporary = mkdtempSync(join(tmpdir(), 'plumbline-bisect-'));
    const task = (signal: AbortSignal) => carryOut(flags, temporary, signal);
    try {
      // a command is ended with us; what runs in this process ends with it, and goes on from its probes
      await (flags.command === undefined && flags.referenceCommand === undefined
        ? task(new AbortController().signal)
        : interruptible(task));
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}

async function carryOut(flags: BisectFlags, temporary: string, signal: AbortSignal): Promise<void> {
  const run = openRun(flags.reference);
  const { until, reseated, repeats = flags.command === undefined ? 1 : 3 } = flags;
  const { show, clear } = showCount('bisect');
  const options = { rules: rulesOf(flags), growth: await growthFor(run, flags), until, reseated, onProbe: show };
  const scratch = join(temporary, 'scratch');
  const { referenceCommand, timeout } = flags;
  const again =
    referenceCommand === undefined
      ? await maker(run)
      : commandProgram(referenceCommand, { reference: run, scratch: join(temporary, 'again'), timeout, signal });
  const history = historyOf(run, again);
  try {
    if (flags.commits !== undefined) {
      const { build } = flags;
      const range = await checkRange(flags.repository, flags.commits);
      const folder = join(temporary, 'clone');
      const cwd = join(folder, relative(range.root, realpathSync(flags.repository)));
      const candidate = await candidateOf(run, flags, { scratch, cwd, signal });
      const clone = await openClone({ root: range.root, folder, build, timeout, signal });
      const found = await bisectByCommit(history, candidate, repeats, options, clone, range);
      clear();
      if (flags.json) printJson(found);
      else process.stdout.write(`${describeCommits(found)}\n`);
      process.exitCode = EXIT.difference;
      return;
    }
    const candidate = await candidateOf(run, flags, { scratch, cwd: resolve(), signal });
    const { tolerance, horizon, twin } = flags;
    const asked = { referenceCommand, rules: options.rules, tolerance, horizon, twin, until, reseated, repeats };
    const store = openStore(run, flags, asked, flags.out);
    const answer = await bisectRepeatedly(history, candidate, repeats, { ...options, store });
    clear();
    store.keepAnswer(answer);
    if (flags.json) printJson({ ...answer, out: store.folder });
    else process.stdout.write(`${describeAnswer(answer)}\n${store.folder}\n`);
    if (!AGREES.has(answer.outcome)) process.exitCode = EXIT.difference;
  } catch (error) {
    clear();
    if (!signal.aborted) throw error;
    process.stderr.write('plumbline: interrupted; the same command goes on\n');
    process.exitCode = EXIT.interrupted;
  }
}

const AGREES: ReadonlySet<RepeatedAnswer['outcome']> = new Set(['none', 'noise']);
