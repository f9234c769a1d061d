import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { StepResult, TestResult } from 'allure-js-commons';
import { LabelName, Status } from 'allure-js-commons';
import type { LifecycleListener } from 'allure-js-commons/sdk/reporter';

const subjects = new Set(['gaussian', 'ilt', 'clnf']);

/** A result's identity: 32 hexadecimal digits that depend on the test's full name alone. */
export const resultId = (fullName: string) => createHash('md5').update(fullName).digest('hex');

/** allure-vitest puts the package's name before the path, "plumbline:specs/a.spec.ts#title". */
const withoutProject = (fullName: string) => fullName.replace(/^[^:#/]*:/, '');

/**
 * Makes Allure results depend on the specs and their outcome alone, times aside, and puts right what allure-vitest
 * leaves: a failed fast-check property counts as failed, a skipped test carries its reason, two tests of one name both
 * stay, and every test has an epic, a feature and a story. Results of the same test replace each other.
 */
export function reproducibleResults(resultsDir: string): LifecycleListener {
  const seen = new Map<string, number>();
  return {
    beforeTestResultStop(result) {
      const fullName = withoutProject(result.fullName ?? '');
      // Allure takes two results of one name for a test and its retry, and shows only one of them
      const count = (seen.get(fullName) ?? 0) + 1;
      seen.set(fullName, count);
      result.fullName = count > 1 ? `${fullName} (${count})` : fullName;
    },
    beforeTestResultWrite(result) {
      result.uuid = resultId(result.fullName ?? '');
      const varying = new Set<string>([LabelName.HOST, LabelName.THREAD, '_fallbackTestCaseId']);
      result.labels = [...result.labels.filter(({ name }) => !varying.has(name)), ...missingLabels(result)];
      nameAttachments(result, result.uuid, resultsDir);
      // fast-check throws a plain Error, which Allure counts as broken
      if (
        result.status === Status.BROKEN &&
        /^Property (failed|timeout|interrupted)/.test(result.statusDetails.message ?? '')
      ) {
        result.status = Status.FAILED;
      }
      if (result.status === Status.SKIPPED) {
        result.statusDetails.message ??=
          result.description ?? 'skipped without a reason, or behind a suite that did not set up';
      }
    },
  };
}

/** The place in the report of a test that names none, read off the spec's path: subject or harness, then folder, then file. */
function missingLabels(result: TestResult) {
  const [path = ''] = (result.fullName ?? '').replace(/^(.*?\/)?specs\//, '').split('#');
  const parts = path.replace(/\.(spec|full)\.ts$/, '').split('/');
  const epic = subjects.has(parts[0] ?? '') ? parts.shift() : 'harness';
  const [feature, ...story] = parts;
  const place = { epic, feature, story: story.join('/') };
  const present = new Set<string>(result.labels.map(({ name }) => name));
  return Object.entries(place).flatMap(([name, value]) => (value && !present.has(name) ? [{ name, value }] : []));
}

/** Attachment files get random names; a name made of the result's identity and a running number is the same every time. */
function nameAttachments(result: TestResult, id: string, resultsDir: string) {
  let count = 0;
  const visit = (item: TestResult | StepResult) => {
    for (const attachment of item.attachments ?? []) {
      const name = attachment.source.replace(/^.*-attachment/, `${id}-${++count}-attachment`);
      if (existsSync(join(resultsDir, attachment.source))) {
        renameSync(join(resultsDir, attachment.source), join(resultsDir, name));
        attachment.source = name;
      }
    }
    for (const step of item.steps ?? []) visit(step);
  };
  visit(result);
}
