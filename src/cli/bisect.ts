import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command, InvalidArgumentError, Option } from 'commander';
import {
  bisectByCommit,
  bisectRepeatedly,
  checkRange,
  commandProgram,
  describeAnswer,
  fingerprint,
  historyOf,
  isAnswered,
  openClone,
  type Program,
  recordedProgram,
  solverProgram,
  storeInFolder,
} from '../bisect/index.js';
import { InputError } from '../errors.js';
import { checkComparable, type Rule } from '../parity/index.js';
import { prepareAgain } from '../run/index.js';
import type { Settings } from '../settings.js';
import { ENGINES, type EngineName } from '../subject.js';
import { openRun, type Run } from '../trace/index.js';
import { rulesOf, type ToleranceFlags, withTolerances } from './compare.js';
import { EXIT } from './exit.js';
import { interruptible } from './interrupt.js';
import { printJson } from './json.js';
import { setting, whole } from './options.js';
import { showCount } from './progress.js';
import { SUBJECTS, subjectNamed } from './subjects.js';

interface BisectFlags extends ToleranceFlags {
  readonly reference: string;
  readonly candidate?: string;
  readonly command?: string;
  readonly set: Settings;
  readonly engine?: EngineName;
  readonly threads?: number;
  readonly commits?: string;
  readonly build?: string;
  readonly repository: string;
  readonly timeout: number;
  readonly repeats?: number;
  readonly reseated?: boolean;
  readonly until?: number;
  readonly despite?: string[];
  readonly out?: string;
  readonly json?: boolean;
}
void 0 as unknown as [Command, InvalidArgumentError, Option, Rule, Run, Program];
