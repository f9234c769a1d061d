// Builds the Allure report, one file that opens without a network, from the results of the last test run; runs the specs
// first where there are no results. Folders given as arguments hold the results of shards, to be merged. Exits with 1 when a
// test failed.
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAllure, countResults, mergeResults, resultsFolder } from '../dist/report/allure/build.js';

const root = fileURLToPath(new URL('..', import.meta.url));

function main() {
  mergeResults(process.argv.slice(2));
  if (countResults() === 0) {
    console.log('No test results yet: running the specs.');
    spawnSync('npm', ['test'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
    if (countResults() === 0) throw new Error(`npm test left no results in ${resultsFolder()}`);
  }
  const { page, counts, time } = buildAllure(root);
  const { passed, failed, broken, notTriggered } = counts;
  const when = time.toISOString().slice(0, 16).replace('T', ' ');
  console.log(`${passed} passed, ${failed} failed, ${broken} broken, ${notTriggered} not triggered, at ${when} UTC`);
  console.log(`Report: ${relative(process.cwd(), page)}, one file, opens without a network`);
  return failed + broken > 0 ? 1 : 0;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(`No report: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
