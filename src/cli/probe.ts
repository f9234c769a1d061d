import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { InputError } from '../errors.js';
import { type Change, figuresOf, type ProbeDocument, probe, textOf } from '../probe/index.js';
import { ENGINES, type EngineName } from '../subject.js';
import { openRun, openWriter } from '../trace/index.js';
import { whole } from './options.js';
import { drawInto } from './pictures.js';
import { parsePoint } from './point.js';
import { statusLine } from './progress.js';
import { subjectNamed } from './subjects.js';

interface ProbeFlags {
  readonly at?: number;
  readonly iterations?: number;
  readonly arm: readonly Change[];
  readonly other?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `plumbline probe RUN[@ITERATION]`: experiments on a state of a run. */
export function probeCommand(): Command {
  return new Command('probe')
    .summary('experiment on a state of a run: gradient, step, arms')
    .description(
      'Goes back to a state of RUN and asks it: whether the gradient holds infinitesimally and at the length of the real step, ' +
        'what the step does, what changes when one thing is changed (arms), and what every field of the state is needed for.',
    )
    .argument('<run[@iteration]>', 'a run folder')
    .option('--at <n>', 'iteration of the state (default: that of the smallest loss)', whole(0))
    .option('--iterations <n>', 'iteration that the arms reach (default: that of the run)', whole(1))
    .option('--arm <key=value>', "an arm to try instead of the subject's own; may be given again", arm, [])
    .option(
      '--other <run>',
      'a run that went on from the same state and came out differently: what of the state explains it',
    )
    .option('--out <dir>', "folder for the document, the figures and the arms' runs (default: they are not kept)")
    .option('--json', 'print one JSON document')
    .action(async (place: string, flags: ProbeFlags) => {
      const point = parsePoint(place);
      const { manifest } = openRun(point.folder);
      const subject = subjectNamed(manifest.subject, `${point.folder}/run.json: subject`);
      const folder = flags.out === undefined ? mkdtempSync(join(tmpdir(), 'plumbline-probe-')) : emptyFolder(flags.out);
      const line = statusLine();
      try {
        const document = await probe(subject, point.folder, {
          at: flags.at ?? point.iteration,
          until: flags.iterations,
          arms: flags.arm.length > 0 ? flags.arm : undefined,
          other: flags.other,
          folder,
          onRun: (done, of) => line.show(`${subject.name}: ${done} of ${of} arms`),
        }).finally(line.clear);
        if (flags.out !== undefined) await keep(folder, document);
        process.stdout.write(flags.json ? `${JSON.stringify(document)}\n` : `${textOf(document)}\n`);
        if (flags.out !== undefined && !flags.json) process.stdout.write(`\n${relative('', folder) || folder}\n`);
      } finally {
        if (flags.out === undefined) rmSync(folder, { recursive: true, force: true });
      }
    });
}

/** The folder, which may exist if it is empty. Throws InputError when it holds something or is none. */
function emptyFolder(folder: string): string {
  try {
    if (readdirSync(folder).length === 0) return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return folder;
    throw new InputError(`${folder}: ${(error as NodeJS.ErrnoException).code}, a folder expected`);
  }
  throw new InputError(`${folder}: already holds files; give another --out`);
}

async function keep(folder: string, document: ProbeDocument): Promise<void> {
  const writer = openWriter();
  const bytes = new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
  writer.write([{ kind: 'replace', path: join(folder, 'probe.json'), bytes }]);
  writer.drain();
  await drawInto(folder, figuresOf(document));
}

/** An arm as a user names it: a setting with its value, or the engine. */
function arm(text: string, earlier: readonly Change[]): readonly Change[] {
  const [, key, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('expected key=value');
  if (key !== 'engine') return [...earlier, { set: { [key]: value } }];
  const engine = ENGINES.find((name) => name === value) as EngineName | undefined;
  if (engine === undefined) throw new InvalidArgumentError(`expected one of ${ENGINES.join(', ')}`);
  return [...earlier, { engine }];
}
