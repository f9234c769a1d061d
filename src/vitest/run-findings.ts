import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Reporter, TestCase } from 'vitest/node';
import { InputError } from '../errors.js';

/** How far the findings are. */
export interface FindingsProgress {
  readonly done: number;
  readonly total: number;
  /** Seconds that are left at the pace so far. */
  readonly eta: number;
  readonly name: string;
}

export interface FindingsRun {
  /** Whether every experiment could be made and every claim had the outcome on record. */
  readonly agreed: boolean;
  /** What failed, one line each. */
  readonly failures: readonly string[];
}

const SKIPPED = new Set(['node_modules', 'dist', 'reports', '.git']);
export const FINDING_FILE = /\.finding\.[cm]?[jt]s$/;

/** The finding files below a folder, as paths from there, in order. */
export function findingFiles(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) visit(path);
      else if (entry.isFile() && FINDING_FILE.test(entry.name)) found.push(relative(root, path));
    }
  };
  visit(root);
  return found.sort();
}

/** The files of findings by their names; all of them where none is named. Throws InputError for a name that no file has. */
export function chooseFindings(files: readonly string[], names: readonly string[]): string[] {
  const nameOf = (file: string) => basename(file).replace(FINDING_FILE, '');
  const known = files.map(nameOf);
  for (const name of names) {
    if (!known.includes(name)) throw new InputError(`finding ${name}: not known; expected one of ${known.join(', ')}`);
  }
  return names.length === 0 ? [...files] : files.filter((file) => names.includes(nameOf(file)));
}

/** Checks findings with the Vitest of the project in `root`, and adds their claims to the Allure results. Throws InputError when it has none. */
export async function runFindings(
  root: string,
  files: readonly string[],
  onProgress: (progress: FindingsProgress) => void,
): Promise<FindingsRun> {
  const { startVitest } = await vitestOf(root);
  const failures: string[] = [];
  const began = performance.now();
  let total = 0;
  let done = 0;
  const reporter = {
    onTestModuleCollected: (module: { children: { allTests(): Iterable<TestCase> } }) => {
      total += [...module.children.allTests()].length;
    },
    onTestCaseResult(test: TestCase) {
      done++;
      const eta = ((performance.now() - began) / 1000 / done) * (total - done);
      onProgress({ done, total, eta, name: test.name });
      for (const { message } of test.result().errors ?? []) failures.push(`${test.fullName}: ${firstLine(message)}`);
    },
    onTestRunEnd(modules: readonly { errors(): readonly { message: string }[]; relativeModuleId: string }[]) {
      for (const module of modules)
        for (const { message } of module.errors()) failures.push(`${module.relativeModuleId}: ${firstLine(message)}`);
    },
  };
  const vitest = await startVitest('test', [...files], {
    root,
    run: true,
    watch: false,
    include: [...files],
    reporters: [reporter, ...(await allure())],
    env: { PLUMBLINE_FINDINGS: 'all' },
  });
  const agreed = done > 0 && failures.length === 0 && process.exitCode !== 1;
  // Vitest sets it for failed tests; how the command ends is for the command to say
  process.exitCode = 0;
  await vitest.close();
  return { agreed, failures };
}

/** Reporters that add the claims to the Allure results; none where Allure's adapter is not installed. */
async function allure(): Promise<Reporter[]> {
  try {
    const { allureReporters } = await import('./reporters.js');
    return allureReporters({ keep: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return [];
    throw error;
  }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** The Vitest of the project in `root`. Throws InputError when it has none. */
export async function vitestOf(root: string): Promise<typeof import('vitest/node')> {
  const require = createRequire(join(root, 'package.json'));
  let path: string;
  try {
    path = require.resolve('vitest/node');
  } catch {
    throw new InputError(`${root}: Vitest is not installed here; expected the package vitest`);
  }
  return import(pathToFileURL(path).href);
}
