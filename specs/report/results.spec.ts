import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestResult } from 'allure-js-commons';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const specs = {
  'gaussian/loss.spec.ts': `
    import { beforeAll, describe, expect, it } from 'vitest';
    import fc from 'fast-check';
    import { attachCommand, attachCurve, attachImage, attachTable, belongsTo, notTriggered } from '${root}specs/support/allure.js';
    describe('losses', () => {
      belongsTo('gaussian', 'faithful mode', 'losses');
      it('has its evidence attached', () => {
        attachCurve('loss', '<svg/>');
        attachTable('rows', [['iteration', 'a "name", quoted'], [1, 0.1]]);
        attachImage('picture', new Uint8Array([137, 80]));
        attachCommand('plumbline run gaussian');
      });
      it('has no model', (context) => notTriggered(context, 'no model here'));
    });
    it.skip('is skipped', () => {});
    it('has a twin', () => {});
    it('has a twin', () => {});
    it('differs', () => expect(1).toBe(2));
    it('throws', () => { throw new TypeError('boom'); });
    it('has a counterexample', () => fc.assert(fc.property(fc.integer(), (n) => n < 100), { seed: 42 }));
    it('has a later counterexample', () => fc.assert(fc.asyncProperty(fc.integer(), async (n) => n < 100), { seed: 42 }));
    describe('behind a hook', () => {
      beforeAll(() => { throw new Error('no data'); });
      it('never runs', () => {});
    });`,
  'run/unloadable.spec.ts': "import './nowhere.js';",
  'run/loop/leak.spec.ts': `
    import { it } from 'vitest';
    it('leaves an error behind', async () => {
      setTimeout(() => { throw new Error('late'); }, 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
    });`,
};

// inside the project, so that the specs find their packages
mkdirSync(join(root, 'reports'), { recursive: true });
const folder = mkdtempSync(join(root, 'reports', 'nested-'));
const resultsDir = join(folder, 'allure-results');
const results = new Map<string, TestResult>();

beforeAll(() => {
  for (const [name, source] of Object.entries(specs)) {
    mkdirSync(join(folder, 'specs', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'specs', name), source);
  }
  mkdirSync(resultsDir);
  writeFileSync(join(resultsDir, 'stale-result.json'), '{}');
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', join(root, 'vitest.config.ts')];
  const env = { ...process.env, PLUMBLINE_REPORTS: folder };
  const run = spawnSync(process.execPath, [...vitest, '--root', folder], { cwd: folder, env, encoding: 'utf8' });
  expect(run.status, run.stderr).toBe(1);
  for (const file of readdirSync(resultsDir).filter((name) => name.endsWith('-result.json'))) {
    const result: TestResult = JSON.parse(readFileSync(join(resultsDir, file), 'utf8'));
    results.set(String(result.fullName).replace(`${relative(root, folder)}/specs/`, ''), result);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (name: string) => {
  const result = results.get(name);
  if (!result) throw new Error(`no result of ${name} among:\n${[...results.keys()].join('\n')}`);
  return result;
};
const labels = (name: string, label: string) =>
  get(name).labels.flatMap((one) => (one.name === label ? [one.value] : []));

describe('the Allure results of a run', () => {
  belongsTo('harness', 'report', 'results');

  it.each([
    ['gaussian/loss.spec.ts#losses has its evidence attached', 'passed', undefined],
    ['gaussian/loss.spec.ts#losses has no model', 'skipped', 'no model here'],
    ['gaussian/loss.spec.ts#is skipped', 'skipped', 'skipped in the source'],
    ['gaussian/loss.spec.ts#has a twin', 'passed', undefined],
    ['gaussian/loss.spec.ts#has a twin (2)', 'passed', undefined],
    ['gaussian/loss.spec.ts#differs', 'failed', 'expected 1 to be 2'],
    ['gaussian/loss.spec.ts#throws', 'broken', 'boom'],
    ['gaussian/loss.spec.ts#has a counterexample', 'failed', 'Property failed after'],
    ['gaussian/loss.spec.ts#has a later counterexample', 'failed', 'Property failed after'],
    ['gaussian/loss.spec.ts#behind a hook does not load or set up', 'broken', 'no data'],
    ['gaussian/loss.spec.ts#behind a hook never runs', 'skipped', 'behind a suite that did not set up'],
    ['run/unloadable.spec.ts#does not load or set up', 'broken', 'nowhere.js'],
    ['run/loop/leak.spec.ts#leaves an error behind', 'passed', undefined],
    ['#an error outside any test', 'broken', 'late'],
  ])('%s is %s', (name, status, message) => {
    expect(get(name).status).toBe(status);
    if (message) expect(get(name).statusDetails.message).toContain(message);
  });

  it('are those of this run alone', () => {
    expect(results.size).toBe(14);
    expect(readdirSync(resultsDir)).not.toContain('stale-result.json');
  });

  it.each([
    ['gaussian/loss.spec.ts#losses has no model', ['gaussian'], ['faithful mode'], ['losses']],
    ['gaussian/loss.spec.ts#differs', ['gaussian'], ['loss'], []],
    ['run/loop/leak.spec.ts#leaves an error behind', ['harness'], ['run'], ['loop/leak']],
  ])('%s has its place', (name, epic, feature, story) => {
    expect([labels(name, 'epic'), labels(name, 'feature'), labels(name, 'story')]).toEqual([epic, feature, story]);
  });

  it('carry the tag of what was not triggered', () => {
    expect(labels('gaussian/loss.spec.ts#losses has no model', 'tag')).toEqual(['not triggered']);
    expect(labels('gaussian/loss.spec.ts#is skipped', 'tag')).toEqual(['not triggered']);
  });

  it('name files by the test, and no machine', () => {
    const { uuid, steps } = get('gaussian/loss.spec.ts#losses has its evidence attached');
    const sources = steps.flatMap(({ attachments }) => attachments.map(({ source }) => source));
    expect(sources).toEqual(['svg', 'csv', 'png', 'txt'].map((type, i) => `${uuid}-${i + 1}-attachment.${type}`));
    expect(readFileSync(join(resultsDir, String(sources[1])), 'utf8')).toBe('iteration,"a ""name"", quoted"\n1,0.1\n');
    const names = [...results.values()].flatMap((result) => result.labels.map(({ name }) => name));
    expect(names).not.toContain('host');
    expect(names).not.toContain('thread');
  });

  it('are in numbers what Vitest counts', () => {
    const counts = JSON.parse(readFileSync(join(folder, 'vitest-test.json'), 'utf8'));
    expect(counts).toMatchObject({ success: false, numPassedTests: 4, numFailedTests: 4, numPendingTests: 3 });
  });
});
