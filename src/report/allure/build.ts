import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../errors.js';
import { reportsFolder } from '../folder.js';
import { makeOffline } from './offline.js';

/** How many tests ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly broken: number;
  /** Skipped, in Vitest's words. */
  readonly notTriggered: number;
}

export interface BuiltReport {
  readonly page: string;
  readonly counts: Counts;
  /** When the results were made. */
  readonly time: Date;
}

export const resultsFolder = (): string => join(reportsFolder(), 'allure-results');

export const countResults = (folder = resultsFolder()): number =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('-result.json')).length : 0;

/** Adds the results of other runs, such as the shards of one, to those of this folder. Throws InputError for a folder without any. */
export function mergeResults(folders: readonly string[]): void {
  for (const folder of folders) {
    if (countResults(folder) === 0) throw new InputError(`${folder}: no Allure results; expected files *-result.json`);
    cpSync(folder, resultsFolder(), { recursive: true });
  }
}

/**
 * Builds the Allure report of the results, one file that opens without a network, with the project's own package `allure`.
 * Throws InputError where there are no results or no such package, Error when it fails.
 */
export function buildAllure(root: string): BuiltReport {
  const results = resultsFolder();
  if (countResults() === 0) throw new InputError(`${results}: no results; run the specs first`);
  forgetTheseResults();
  const folder = mkdtempSync(join(reportsFolder(), 'building-'));
  try {
    const { html, counts } = generate(root, folder);
    const page = join(reportsFolder(), 'allure', 'index.html');
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(`${page}.part`, html);
    renameSync(`${page}.part`, page);
    return { page, counts, time: statSync(results).mtime };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A second report of the same results must not compare them with themselves: takes their line out of the history. */
function forgetTheseResults(): void {
  const history = join(reportsFolder(), 'history.jsonl');
  if (!existsSync(history) || statSync(history).mtimeMs < statSync(resultsFolder()).mtimeMs) return;
  const lines = readFileSync(history, 'utf8').trimEnd().split('\n').slice(0, -1);
  writeFileSync(history, lines.map((line) => `${line}\n`).join(''));
}

/** Runs Allure into an empty folder. */
function generate(root: string, folder: string): { html: string; counts: Counts } {
  const config = fileURLToPath(new URL('config.js', import.meta.url));
  const allure = allureOf(root);
  if (allure === undefined) throw new InputError(`${root}: Allure is not installed here; expected the package allure`);
  const args = [allure, 'generate', '--config', config, '--output', folder, resultsFolder()];
  // read one after the other, so that tests that started in the same millisecond keep their order
  const env = { ...process.env, ALLURE_READ_CONCURRENCY: '1', PLUMBLINE_REPORTS: reportsFolder() };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`allure generate ended with ${status}: ${stdout}${stderr}`);
  const html = makeOffline(readFileSync(join(folder, 'index.html'), 'utf8'));
  const { stats } = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  const { passed = 0, failed = 0, broken = 0, skipped = 0 } = stats;
  return { html, counts: { passed, failed, broken, notTriggered: skipped } };
}

/** The command of the project's package `allure`, which lets only its own module be resolved by name; undefined without it. */
export function allureOf(root: string): string | undefined {
  const folders = createRequire(join(root, 'package.json')).resolve.paths('allure') ?? [];
  return folders.map((folder) => join(folder, 'allure', 'cli.js')).find((path) => existsSync(path));
}
