// A process of its own for the suite, started by verify.ts: Vitest keeps what it prints, and whatever its specs leave behind.
// Arguments: the project's folder, the file for the result, and the commit that a change is measured from, if only what it can
// touch is to run.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FINDING_FILE, findingFiles, vitestOf } from '../vitest/run-findings.js';
import { changedFiles, touches } from './changes.js';
import { suiteOf } from './suite.js';

const [root, file, since] = process.argv.slice(2) as [string, string, string | undefined];
const { createVitest } = await vitestOf(root);
const changed = since === undefined ? undefined : changedFiles(root, since);
const options = { root, run: true, watch: false };
const vitest = await createVitest('test', {
  ...options,
  ...(changed && { passWithNoTests: true, related: changed.map((path) => join(root, path)) }),
});
try {
  await vitest.standalone();
  const specifications = await vitest.getRelevantTestSpecifications();
  if (changed !== undefined) {
    const known = new Set(specifications.map(({ moduleId }) => moduleId));
    const wanted = findingsTouched(changed).map((path) => join(root, path));
    const all = await vitest.globTestSpecifications();
    specifications.push(...all.filter(({ moduleId }) => wanted.includes(moduleId) && !known.has(moduleId)));
  }
  const { testModules } = await vitest.runTestSpecifications(specifications, changed === undefined);
  writeFileSync(file, JSON.stringify(suiteOf(testModules)));
} finally {
  await vitest.close();
}

/** Findings run the built command, and so import nothing that tells what they depend on: their names tell the subject. */
function findingsTouched(files: readonly string[]): string[] {
  const findings = findingFiles(root);
  const subjectOf = (path: string) => basename(path).replace(FINDING_FILE, '').split('-')[0] ?? '';
  const subjects = findings.map(subjectOf);
  return findings.filter((path) => touches(files, subjectOf(path), subjects));
}
