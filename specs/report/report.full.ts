import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { allureResult, buildReport, embeddedData, exampleResults, writeResults } from '../support/report-fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the report', () => {
  belongsTo('harness', 'report', 'reproducible');

  it('holds the same data for the same results, but for the random ids of its charts', async () => {
    const folders = [join(folder, 'first'), join(folder, 'second')];
    for (const reports of folders) writeResults(reports, exampleResults);
    const built = await Promise.all(folders.map(buildReport));
    const [one, two] = built.map(({ page }) => embeddedData(readFileSync(page, 'utf8')));
    expect([...(two?.keys() ?? [])].sort()).toEqual([...(one?.keys() ?? [])].sort());
    const differing = [...(one ?? [])].filter(([name, content]) => two?.get(name) !== content).map(([name]) => name);
    expect(differing).toEqual(['widgets/charts.json']);
  });

  it('counts the same results once in the history, however often it is built', async () => {
    const reports = join(folder, 'history');
    const runs = async () =>
      readFileSync((await buildReport(reports)).history, 'utf8')
        .trimEnd()
        .split('\n').length;
    writeResults(reports, exampleResults);
    expect(await runs()).toBe(1);
    expect(await runs()).toBe(1);
    writeResults(reports, { 'd-result.json': allureResult('is new', 'passed') });
    expect(await runs()).toBe(2);
  });
});
