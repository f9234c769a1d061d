// Builds the Allure report, one file that opens without a network, from the results of the last test run; runs the specs
// first where there are no results. Exits with 1 when a test failed.
import { spawnSync } from 'node:child_process';
import {
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
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeOffline } from './offline.mjs';
import { reportsFolder } from './reports-folder.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const results = join(reportsFolder, 'allure-results');
const history = join(reportsFolder, 'history.jsonl');
const page = join(reportsFolder, 'allure', 'index.html');

const countResults = () =>
  existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('-result.json')).length : 0;

/** A second report of the same results must not compare them with themselves: takes their line out of the history. */
function forgetTheseResults() {
  if (!existsSync(history) || statSync(history).mtimeMs < statSync(results).mtimeMs) return;
  const lines = readFileSync(history, 'utf8').trimEnd().split('\n');
  writeFileSync(
    history,
    lines
      .slice(0, -1)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** @param {string} folder an empty folder, which takes Allure's own output */
function build(folder) {
  const allure = join(root, 'node_modules', 'allure', 'cli.js');
  const generate = ['generate', '--config', join(root, 'allurerc.mjs'), '--output', folder, results];
  // read one after the other, so that tests that started in the same millisecond keep their order
  const env = { ...process.env, ALLURE_READ_CONCURRENCY: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [allure, ...generate], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`allure generate ended with ${status}: ${stdout}${stderr}`);
  const html = makeOffline(readFileSync(join(folder, 'index.html'), 'utf8'));
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(`${page}.part`, html);
  renameSync(`${page}.part`, page);
  return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')).stats;
}

function main() {
  if (countResults() === 0) {
    console.log('No test results yet: running the specs.');
    const env = { ...process.env, PLUMBLINE_REPORTS: reportsFolder };
    spawnSync('npm', ['test'], { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
    if (countResults() === 0) throw new Error(`npm test left no results in ${results}`);
  }
  forgetTheseResults();
  const folder = mkdtempSync(join(reportsFolder, 'building-'));
  try {
    const { passed = 0, failed = 0, broken = 0, skipped = 0 } = build(folder);
    const time = statSync(results).mtime.toISOString().slice(0, 16).replace('T', ' ');
    console.log(`${passed} passed, ${failed} failed, ${broken} broken, ${skipped} not triggered, at ${time} UTC`);
    console.log(`Report: ${relative(process.cwd(), page)}, one file, opens without a network`);
    return failed + broken > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(`No report: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
