import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  commandProgram,
  fingerprint,
  isAnswered,
  type Program,
  recordedProgram,
  type Store,
  solverProgram,
  storeInFolder,
} from '../bisect/index.js';
import { InputError } from '../errors.js';
import { checkComparable } from '../parity/index.js';
import { prepareAgain } from '../run/index.js';
import type { Settings } from '../settings.js';
import type { EngineName } from '../subject.js';
import { openRun, type Run } from '../trace/index.js';
import { SUBJECTS, subjectNamed } from './subjects.js';

/** The flags that say who is held against the reference. */
export interface CandidateFlags {
  readonly candidate?: string;
  readonly command?: string;
  readonly set: Settings;
  readonly engine?: EngineName;
  readonly threads?: number;
  readonly timeout: number;
  readonly despite?: readonly string[];
}

/** Where a command may work, and who may stop it. */
export interface Workplace {
  /** A folder for what it is given and gives. */
  readonly scratch: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** The candidate that the flags name: a command, a recorded run, or this program with other settings. Throws InputError. */
export async function candidateOf(reference: Run, flags: CandidateFlags, place: Workplace): Promise<Program> {
  const { candidate, command, despite, timeout, set: changed, engine, threads } = flags;
  const isChanged = engine !== undefined || threads !== undefined || Object.keys(changed).length > 0;
  if ([candidate !== undefined, command !== undefined, isChanged].filter((given) => given).length > 1)
    throw new InputError('expected one of --candidate, --command, and --set with --engine and --threads');
  if (command !== undefined) return commandProgram(command, { reference, timeout, ...place });
  if (candidate !== undefined) {
    const run = openRun(candidate);
    checkComparable(reference, run, despite);
    return recordedProgram(run, await maker(run));
  }
  const subject = subjectNamed(reference.manifest.subject, `${reference.folder}/run.json: subject`);
  return solverProgram((await prepareAgain(subject, reference, { changed, engine, threads })).solver);
}

/** The program of ours that may make a run again; undefined for a run of another subject, or of settings that we do not have. */
export async function maker(run: Run): Promise<Program | undefined> {
  const subject = SUBJECTS.find(({ name }) => name === run.manifest.subject);
  if (subject === undefined) return undefined;
  try {
    return solverProgram((await prepareAgain(subject, run)).solver);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * Where probes are kept: in the folder given, or in one under runs/ that is named after the question. What was kept of it is
 * taken up as long as the reference, the candidate and this program are the same files as before.
 */
export function openStore(
  reference: Run,
  { candidate, command, set, engine, threads, despite }: CandidateFlags,
  asked: object,
  out: string | undefined,
): Store & { readonly folder: string; keepAnswer(answer: unknown): void } {
  const ownFiles = fileURLToPath(new URL('..', import.meta.url));
  // what a command is made of is not known, but mostly it names its script
  const words = command?.split(/[\s"']+/).filter((word) => word !== '' && existsSync(word)) ?? [];
  const files = [ownFiles, reference.folder, ...(candidate === undefined ? [] : [candidate]), ...words];
  const who = { candidate, command, set, engine, threads, despite };
  const question = JSON.parse(JSON.stringify({ ...who, ...asked, files: fingerprint(files) }));
  const digest = createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 8);
  const folder = out ?? unanswered(join('runs', `bisect-${digest}`));
  return { folder, ...storeInFolder(folder, reference.manifest.subject, question) };
}

function unanswered(base: string): string {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? base : `${base}-${number}`;
    if (!isAnswered(folder)) return folder;
  }
}
